// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QObject>
#include <QThread>

#include "core/storage/history/past_reader.h"

namespace fusebox::app {

/// Reads a history for the window, on a thread of its own, while it is written. Questions are answered in
/// their order; what cannot be read is not answered. Thread: that which made it.
class HistoryDesk final : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostIncidents = 2000;

    explicit HistoryDesk(const QString &file, QObject *parent = nullptr);
    /// Waits for the question that is under way.
    ~HistoryDesk() override;

    /// `until`: when the run began, which knows the rest itself.
    void askTraces(const health::Moment &now, health::TimePoint until);
    void askPast(const settings::EndpointId &id, const health::Moment &now, health::TimePoint until);
    /// Over the last hour, day, week, month and year.
    void askUptimes(const settings::EndpointId &id, health::WallTime now);
    void askIncidents();

Q_SIGNALS:
    void tracesRead(const fusebox::storage::Traces &traces, fusebox::health::TimePoint until);
    void pastRead(const fusebox::settings::EndpointId &id, const fusebox::history::StoredPast &past);
    void uptimesRead(const fusebox::settings::EndpointId &id,
                     const std::vector<fusebox::history::UptimeOver> &uptimes);
    void incidentsRead(const std::vector<fusebox::history::Incident> &incidents);

private:
    using Answer = std::function<void()>; ///< to be called in the owner's thread

    void ask(std::function<Answer(storage::HistoryReader &)> question);

    QString m_file;
    QThread m_thread;
    QObject m_worker;                                 ///< lives on the thread
    std::unique_ptr<storage::HistoryReader> m_reader; ///< of that thread
};

} // namespace fusebox::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QTimer>

#include "core/health/values/snapshot.h"
#include "core/history/record/recorder.h"
#include "core/storage/history/history_start.h"
#include "core/storage/history/history_writer.h"

namespace fusebox::storage {

/// Keeps what the monitor tells: makes records of it here, and has them written elsewhere. What happened is
/// on the disk within five seconds. Thread: the owner's, with an event loop.
class HistoryKeeper : public QObject
{
    Q_OBJECT

public:
    /// Each endpoint's figures are handed on once in so long, some of them ten times a second.
    static constexpr std::chrono::milliseconds round = std::chrono::seconds(3);
    static constexpr std::chrono::milliseconds pace = std::chrono::milliseconds(100);
    /// What the monitor has to tell of a moment has come by then: until that its time is not shared out.
    static constexpr std::chrono::milliseconds lag = std::chrono::milliseconds(250);

    /// `start.circuits` have been taken out by then; `clock` outlives it.
    HistoryKeeper(HistoryStart start, const settings::HistorySettings &settings,
                  const health::WallClock &clock, QObject *parent = nullptr);
    /// Writes what there is, if it can.
    ~HistoryKeeper() override;

    /// A microsecond for each event. Circuits are kept as they change, so that no restart forgets one.
    void add(const health::MonitorUpdatePtr &update);
    /// How long, and in how much room; from now on.
    void setSettings(const settings::HistorySettings &settings) { m_writer->setSettings(settings); }
    void addNote(std::int64_t outage, const QString &text);

    [[nodiscard]] const HistoryState &state() const { return m_state; }
    /// Hands on all there is, and waits until it is written or could not be.
    void flush();

Q_SIGNALS:
    void stateChanged();

private:
    void handOnSome();
    void handOn(history::Records records);
    void take(const HistoryState &state);

    const health::WallClock &m_clock;
    history::Recorder m_recorder;
    HistoryState m_state;
    QTimer m_timer;
    std::unique_ptr<HistoryWriter> m_writer;
};

} // namespace fusebox::storage

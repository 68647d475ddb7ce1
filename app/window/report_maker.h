// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <thread>

#include <QObject>

#include "core/storage/history/report_builder.h"

namespace fusebox::app {

/// Makes a report of a history on a thread of its own, while that is written. One at a time: the next one
/// ends the one before. Thread: that which made it.
class ReportMaker final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    /// Waits for the step that is under way, some tens of milliseconds.
    ~ReportMaker() override { cancel(); }

    void make(const QString &history, const storage::ReportQuery &query);
    /// Nothing is told of it any more.
    void cancel();

Q_SIGNALS:
    /// How much is done, in [0, 1].
    void progressed(double share);
    void made(const fusebox::history::Report &report);
    /// A sentence.
    void failed(const QString &sentence);

private:
    template <typename Tell>
    void tell(int run, Tell what);
    void build(const std::stop_token &stop, int run, const QString &history,
               const storage::ReportQuery &query);

    int m_run = 0;
    std::jthread m_thread;
};

} // namespace fusebox::app

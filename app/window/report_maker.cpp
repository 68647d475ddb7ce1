// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/report_maker.h"

#include "app/history_words.h"

namespace fusebox::app {

void ReportMaker::make(const QString &history, const storage::ReportQuery &query)
{
    cancel();
    m_thread = std::jthread(
        [=, this, run = m_run](const std::stop_token &stop) { build(stop, run, history, query); });
}

void ReportMaker::cancel()
{
    ++m_run;
    m_thread = {}; // asks it to stop, and waits
}

/// In the owner's thread, unless the run is over by then.
template <typename Tell>
void ReportMaker::tell(int run, Tell what)
{
    QMetaObject::invokeMethod(
        this,
        [this, run, what = std::move(what)] {
            if (run == m_run)
                what();
        },
        Qt::QueuedConnection);
}

void ReportMaker::build(const std::stop_token &stop, int run, const QString &history,
                        const storage::ReportQuery &query)
{
    const auto fail = [&](const storage::OpenFault &fault) {
        tell(run, [this, sentence = historySentence(fault, history)] { Q_EMIT failed(sentence); });
    };
    const auto reader = storage::HistoryReader::open(history);
    if (!reader)
        return fail(reader.error());
    storage::ReportBuilder builder(**reader, query);
    while (!stop.stop_requested() && builder.step())
        tell(run, [this, share = builder.progress()] { Q_EMIT progressed(share); });
    if (stop.stop_requested())
        return;
    if (builder.fault())
        return fail(*builder.fault());
    tell(run, [this, report = builder.take()] { Q_EMIT made(report); });
}

} // namespace fusebox::app

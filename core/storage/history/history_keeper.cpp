// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/history_keeper.h"

#include <utility>

namespace fusebox::storage {

HistoryKeeper::HistoryKeeper(HistoryStart start, const settings::HistorySettings &settings,
                             const health::WallClock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_recorder(std::move(start.lasting), std::move(start.watched))
{
    m_state.setAside = start.setAside;
    const auto told = [this](const HistoryState &state) {
        QMetaObject::invokeMethod(
            this, [this, state] { take(state); }, Qt::QueuedConnection);
    };
    m_writer = std::make_unique<HistoryWriter>(
        HistoryWriter::Setup{std::move(start.path), settings, std::move(start.lock), clock, told});
    connect(&m_timer, &QTimer::timeout, this, &HistoryKeeper::handOnSome);
    m_timer.start(pace);
}

HistoryKeeper::~HistoryKeeper()
{
    handOn(m_recorder.takeAll(m_clock.moment()));
}

void HistoryKeeper::add(const health::MonitorUpdatePtr &update)
{
    m_recorder.apply(*update);
    if (update->circuits.empty())
        return;
    HistoryBatch batch;
    for (const health::KeptCircuit &kept : update->circuits)
        batch.circuits.push_back({kept.endpoint, update->at.wall, kept.circuit});
    m_writer->add(std::move(batch));
}

void HistoryKeeper::addNote(std::int64_t outage, const QString &text)
{
    HistoryBatch batch;
    batch.notes.push_back({outage, m_clock.wallNow(), text});
    m_writer->add(std::move(batch));
}

void HistoryKeeper::flush()
{
    handOn(m_recorder.takeAll(m_clock.moment()));
    m_writer->flush();
}

void HistoryKeeper::handOnSome()
{
    health::Moment until = m_clock.moment();
    until.steady -= lag;
    until.wall -= lag;
    handOn(m_recorder.take(until, m_recorder.endpoints() / static_cast<std::size_t>(round / pace) + 1));
}

void HistoryKeeper::handOn(history::Records records)
{
    if (!records.isEmpty())
        m_writer->add({.records = std::move(records)});
}

/// A new history knows nobody.
void HistoryKeeper::take(const HistoryState &state)
{
    const bool isNew = state.setAside != m_state.setAside && !state.setAside.isEmpty();
    const QString before = m_state.setAside;
    m_state = state;
    if (state.setAside.isEmpty())
        m_state.setAside = before; // at the start
    if (isNew)
        m_recorder.introduceAll(m_clock.moment());
    Q_EMIT stateChanged();
}

} // namespace fusebox::storage

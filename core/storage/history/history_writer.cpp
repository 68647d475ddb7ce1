// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/history_writer.h"

#include <utility>

#include "core/storage/history/set_aside.h"

namespace fusebox::storage {

namespace {

Obstacle obstacleOf(const std::variant<HeldBy, QString> &fault)
{
    return std::visit([](const auto &what) { return Obstacle(what); }, fault);
}

} // namespace

HistoryWriter::HistoryWriter(Setup setup)
    : m_setup(std::move(setup))
    , m_thread([this] { run(); })
{
}

HistoryWriter::~HistoryWriter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stops = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void HistoryWriter::add(HistoryBatch batch)
{
    const std::lock_guard lock(m_mutex);
    m_backlog.add(std::move(batch));
}

void HistoryWriter::setSettings(const settings::HistorySettings &settings)
{
    const std::lock_guard lock(m_mutex);
    m_newSettings = settings;
}

void HistoryWriter::flush()
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t wanted =
        m_turns + (m_isTurning ? 2 : 1); // what is under way has taken what it writes
    m_wanted = std::max(m_wanted, wanted);
    m_changed.notify_all();
    m_changed.wait(lock, [&] { return m_turns >= wanted; });
}

void HistoryWriter::run()
{
    while (awaitTurn())
        turn();
    turn();
    m_database.reset(); // its connection belongs to this thread
}

/// False when it is the last.
bool HistoryWriter::awaitTurn()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, pace, [this] { return m_stops || m_wanted > m_turns; });
    return !m_stops;
}

void HistoryWriter::turn()
{
    adoptSettings();
    HistoryBatch batch = take();
    const Outcome outcome = write(batch);
    if (!outcome) {
        m_database.reset();
        putBack(std::move(batch), outcome.error());
    }
    tell(outcome);
    const std::lock_guard lock(m_mutex);
    m_isTurning = false;
    ++m_turns;
    m_changed.notify_all();
}

/// The database is opened anew with them, and nobody waits at the lock for it.
void HistoryWriter::adoptSettings()
{
    std::unique_lock lock(m_mutex);
    const auto settings = std::exchange(m_newSettings, std::nullopt);
    lock.unlock();
    if (!settings || *settings == m_setup.settings)
        return;
    m_setup.settings = *settings;
    m_database.reset();
}

HistoryBatch HistoryWriter::take()
{
    const std::lock_guard lock(m_mutex);
    m_isTurning = true;
    return m_backlog.take();
}

void HistoryWriter::putBack(HistoryBatch batch, const Failure &failure)
{
    const std::lock_guard lock(m_mutex);
    if (failure.isHopeless)
        m_backlog.drop(batch);
    else
        m_backlog.giveBack(std::move(batch));
}

/// What was written stays written though the work besides fails: it is not given back.
HistoryWriter::Outcome HistoryWriter::write(const HistoryBatch &batch)
{
    if (const auto opened = open(); !opened)
        return opened;
    if (const auto stored = m_database->store(batch); !stored)
        return tl::unexpected(failed(stored.error()));
    if (const auto maintained = m_database->maintain(m_setup.clock.wallNow()); !maintained) {
        (void)failed(maintained.error());
        m_database.reset();
    }
    return {};
}

HistoryWriter::Outcome HistoryWriter::open()
{
    if (m_database)
        return {};
    if (!m_setup.lock) {
        auto lock = HistoryLock::take(m_setup.path);
        if (!lock)
            return tl::unexpected(Failure{obstacleOf(lock.error())});
        m_setup.lock = *std::move(lock);
    }
    auto opened = HistoryDatabase::open(m_setup.path, m_setup.settings);
    if (opened) {
        m_database = *std::move(opened);
        m_state.journalMode = m_database->journalMode();
        return {};
    }
    if (const auto *foreign = std::get_if<ForeignFile>(&opened.error()))
        return tl::unexpected(Failure{*foreign});
    return tl::unexpected(failed(std::get<SqlFault>(opened.error())));
}

/// What is damaged is put aside; the next turn begins a new history.
HistoryWriter::Failure HistoryWriter::failed(const SqlFault &fault)
{
    if (fault.isDamage()) {
        m_database.reset();
        const QString where = setAside(m_setup.path, m_setup.clock.wallNow());
        if (!where.isEmpty())
            m_state.setAside = where;
    }
    return {fault.words, fault.isHopeless()};
}

void HistoryWriter::tell(const Outcome &outcome)
{
    HistoryState state = m_state;
    state.kind = outcome ? HistoryState::Kind::Writing : HistoryState::Kind::CannotWrite;
    state.obstacle = outcome ? Obstacle() : outcome.error().obstacle;
    if (state.kind != m_told.kind)
        state.since = m_setup.clock.wallNow();
    if (m_database)
        state.droppedBefore = m_database->droppedBefore();
    {
        const std::lock_guard lock(m_mutex);
        state.dropped = m_backlog.droppedEver();
    }
    m_state = state;
    if (state == m_told)
        return;
    m_told = state;
    m_setup.told(state);
}

} // namespace fusebox::storage

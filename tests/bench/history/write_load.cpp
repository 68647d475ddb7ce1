// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/history/write_load.h"

#include <QTemporaryDir>

#include "core/storage/history/database/history_database.h"
#include "tests/bench/engine/usage.h"
#include "tests/bench/history/simulated_fleet.h"

namespace fusebox::bench {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::Nanoseconds;

namespace {

double percent(Nanoseconds cpu, Nanoseconds time)
{
    return 100.0 * static_cast<double>(cpu.count()) / static_cast<double>(time.count());
}

/// What the keeper and its writer do, on one thread and on a clock of their own.
class Load
{
public:
    explicit Load(int endpoints)
        : m_fleet(endpoints)
        , m_database(storage::HistoryDatabase::open(path(), {}).value())
        , m_turn(static_cast<std::size_t>(endpoints) / 30 + 1)
    {
        m_recorder.apply(m_fleet.introduction(m_now));
    }

    void pass(Nanoseconds time)
    {
        for (const auto end = m_now.steady + time; m_now.steady < end;) {
            for (int tenth = 0; tenth < 10; ++tenth)
                record();
            write();
        }
    }
    [[nodiscard]] Nanoseconds recording() const { return m_recording; }
    [[nodiscard]] Nanoseconds writing() const { return m_writing; }
    [[nodiscard]] Nanoseconds longest() const { return m_longest; }
    [[nodiscard]] qint64 ask(const QString &question) const
    {
        storage::Connection connection(path(), storage::Connection::Access::Read);
        return connection.number(question);
    }

private:
    [[nodiscard]] QString path() const { return m_folder.filePath(u"h.db"_s); }
    void record()
    {
        const health::MonitorUpdate update = m_fleet.next(m_now);
        const Nanoseconds before = threadCpu();
        m_recorder.apply(update);
        m_batch.records.append(m_recorder.take(m_now, m_turn));
        m_recording += threadCpu() - before;
        m_now.steady += 100ms;
        m_now.wall += 100ms;
    }
    void write()
    {
        const Nanoseconds before = threadCpu();
        (void)m_database->store(std::exchange(m_batch, {}));
        (void)m_database->maintain(m_now.wall);
        const Nanoseconds took = threadCpu() - before;
        m_writing += took;
        m_longest = std::max(m_longest, took);
    }

    QTemporaryDir m_folder;
    SimulatedFleet m_fleet;
    std::unique_ptr<storage::HistoryDatabase> m_database;
    history::Recorder m_recorder;
    storage::HistoryBatch m_batch;
    std::size_t m_turn;
    health::Moment m_now{health::TimePoint(1h), health::WallTime(std::chrono::hours(24 * 20'000))};
    Nanoseconds m_recording{0};
    Nanoseconds m_writing{0};
    Nanoseconds m_longest{0};
};

struct Hour
{
    storage::ChunkBodies minutes = {};
    history::Body whole = {};
};

std::vector<Hour> someHours()
{
    SimulatedFleet fleet(10);
    std::vector<Hour> hours(20);
    for (Hour &hour : hours) {
        for (int check = 0; check < 3'600; ++check)
            countIn(hour.minutes[check / 60], fleet.next({}).events.front());
        for (auto &[minute, body] : hour.minutes) {
            body.time.up = 1min;
            hour.whole += body;
        }
    }
    return hours;
}

} // namespace

WriteFigures runWriting(int endpoints, Nanoseconds time)
{
    Load load(endpoints);
    load.pass(time);
    const auto pages = load.ask(u"PRAGMA page_count"_s) - load.ask(u"PRAGMA freelist_count"_s);
    return {.recording = percent(load.recording(), time),
            .writing = percent(load.writing(), time),
            .longestMs = std::chrono::duration<double, std::milli>(load.longest()).count(),
            .megabytes = static_cast<double>(pages * load.ask(u"PRAGMA page_size"_s)) / 1e6};
}

double diskOfAnEndpointHour()
{
    constexpr int endpoints = 200;
    constexpr int hours = 72;
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"h.db"_s);
    (void)storage::HistoryDatabase::open(path, {});
    storage::Connection connection(path, storage::Connection::Access::Write);
    {
        storage::ChunkTable chunks(connection);
        const std::vector<Hour> some = someHours();
        storage::Transaction transaction(connection);
        for (int hour = 0; hour < hours; ++hour) {
            for (int endpoint = 1; endpoint <= endpoints; ++endpoint) {
                const Hour &of = some[std::size_t(hour * 7 + endpoint) % some.size()];
                const storage::WallTime at(std::chrono::hours(24 * 20'000 + hour));
                chunks.add(endpoint, storage::Layer::Minutes, at, of.minutes);
                chunks.add(endpoint, storage::Layer::Hours, at, {{hour % 24, of.whole}});
            }
        }
        (void)transaction.commit();
    }
    const qint64 bytes = connection.number(u"SELECT sum(pgsize) FROM dbstat WHERE name = 'chunk'"_s);
    return static_cast<double>(bytes) / (endpoints * hours);
}

} // namespace fusebox::bench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/history/stored_years.h"

#include <algorithm>
#include <array>

#include <QTemporaryDir>

#include "core/storage/history/history_reader.h"
#include "core/storage/history/history_start.h"
#include "core/storage/history/report_builder.h"
#include "tests/bench/history/simulated_fleet.h"

namespace fusebox::bench {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using history::Body;
using history::Stretch;
using storage::Layer;
using storage::WallTime;

namespace {

const WallTime now(std::chrono::hours(24 * 20'000) + 35min);

template <typename Work>
double milliseconds(Work work)
{
    const auto before = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count();
}

/// Of another endpoint each time, the middle one of them.
template <typename Work>
double usual(Work work)
{
    std::array<double, 9> times = {};
    for (std::size_t i = 0; i < times.size(); ++i) {
        const QString id = u"endpoint-%1"_s.arg(i + 1);
        times[i] = milliseconds([&] { work(id); });
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

/// Of so many checks.
Body bodyOf(int checks, std::chrono::milliseconds time)
{
    SimulatedFleet fleet(10);
    Body body;
    for (int i = 0; i < checks; ++i)
        countIn(body, fleet.next({}).events.front());
    body.time.up = time;
    return body;
}

/// A history into which rows are put as they are, many of them the same.
class Filled
{
public:
    Filled() { (void)storage::HistoryDatabase::open(path(), {}); }
    [[nodiscard]] QString path() const { return m_folder.filePath(u"h.db"_s); }

    template <typename Fill>
    void fill(Fill work)
    {
        storage::Connection connection(path(), storage::Connection::Access::Write);
        connection.run(u"PRAGMA synchronous=OFF"_s);
        storage::Transaction transaction(connection);
        work(connection);
        (void)transaction.commit();
    }

private:
    QTemporaryDir m_folder;
};

void fillChunks(storage::Connection &connection, int endpoints, int days)
{
    storage::Statement met(connection, u"INSERT INTO endpoint (id, name, \"group\", known_since) "
                                       "VALUES (?, ?, '', ?)"_s);
    storage::Statement chunk(connection, u"INSERT INTO chunk (key, body) VALUES (?, ?)"_s);
    storage::ChunkBodies minutes;
    for (int minute = 0; minute < 60; ++minute)
        minutes[minute] = bodyOf(60, 1min);
    storage::ChunkBodies hours;
    for (int hour = 0; hour < 24; ++hour)
        hours[hour] = bodyOf(3'600, 1h);
    const QByteArray minuteChunk = encodeChunk(minutes, Layer::Minutes);
    const QByteArray hourChunk = encodeChunk(hours, Layer::Hours);
    const WallTime today = history::gridBegin(now, 24h);
    for (qint64 endpoint = 1; endpoint <= endpoints; ++endpoint) {
        const QString id = u"endpoint-%1"_s.arg(endpoint);
        met.run(id, id, storage::stored(now - 24h * 400));
        for (int hour = std::min(days, 30) * 24; hour > 0; --hour)
            chunk.run(chunkKey(endpoint, Layer::Minutes, today - hour * 1h), minuteChunk);
        for (int day = days; day > 0; --day)
            chunk.run(chunkKey(endpoint, Layer::Hours, today - day * 24h), hourChunk);
    }
}

/// The running hour.
void fillSlots(storage::Connection &connection, int endpoints)
{
    storage::HourTable(connection).set(storage::hourOf(now), 0);
    storage::Statement slot(connection, u"INSERT INTO slot (key, body) VALUES (?, ?)"_s);
    const QByteArray body = encodeBody(bodyOf(10, 10s), shapeOf(Layer::TenSeconds));
    for (WallTime at = storage::hourOf(now); at < now; at += 10s)
        for (qint64 endpoint = 1; endpoint <= endpoints; ++endpoint)
            slot.run(storage::slotKey(at, endpoint), body);
}

double openToWriteAndRead(const QString &path)
{
    return milliseconds([&] {
        const auto start = storage::startHistory(path, now);
        const auto reader = storage::HistoryReader::open(path);
        (void)(*reader)->events({.most = 100});
    });
}

} // namespace

ReadFigures readStored(int endpoints)
{
    Filled filled;
    filled.fill([&](storage::Connection &connection) {
        fillChunks(connection, endpoints, 365);
        fillSlots(connection, endpoints);
    });
    ReadFigures figures{.open = openToWriteAndRead(filled.path())};
    const auto reader = storage::HistoryReader::open(filled.path()).value();
    const Stretch month{now - 24h * 30, now};
    const auto read = [&](Layer layer) {
        return usual([&](const QString &id) { (void)reader->bodies(id, month, layer); });
    };
    figures.hours30d = read(Layer::Hours);
    figures.minutes30d = read(Layer::Minutes);
    figures.traces = milliseconds([&] { (void)reader->traces({now - 5min, now}); });
    figures.uptimes = usual([&](const QString &id) {
        (void)reader->uptime(id, {{now - 1h, now},
                                  {now - 24h, now},
                                  {now - 24h * 7, now},
                                  {now - 24h * 30, now},
                                  {now - 24h * 365, now}});
    });
    storage::Connection connection(filled.path(), storage::Connection::Access::Read);
    figures.rows = static_cast<double>(
        connection.number(u"SELECT (SELECT count(*) FROM chunk) + (SELECT count(*) FROM slot)"_s));
    return figures;
}

BuildFigures buildReport(int endpoints)
{
    Filled filled;
    filled.fill([&](storage::Connection &connection) {
        fillChunks(connection, endpoints, 31);
        fillSlots(connection, endpoints);
    });
    const auto reader = storage::HistoryReader::open(filled.path()).value();
    BuildFigures figures;
    figures.seconds = milliseconds([&] {
                          storage::ReportBuilder builder(*reader, {.stretch = {now - 24h * 30, now}});
                          bool isMore = true;
                          while (isMore)
                              figures.longestStep = std::max(figures.longestStep,
                                                             milliseconds([&] { isMore = builder.step(); }));
                      }) /
                      1'000;
    return figures;
}

double openWithRows(int rows)
{
    Filled filled;
    filled.fill([&](storage::Connection &connection) {
        storage::Statement event(connection,
                                 u"INSERT INTO event (at, endpoint, kind, body) VALUES (?, ?, ?, ?)"_s);
        const QByteArray body = storage::encodeEvent({{}, {}, health::ManualEvent{}});
        for (int i = 0; i < rows; ++i)
            event.run(storage::stored(now - std::chrono::milliseconds(10'000) * (rows - i)), i % 1'000,
                      int(storage::EventKind::Manual), body);
    });
    return openToWriteAndRead(filled.path());
}

} // namespace fusebox::bench

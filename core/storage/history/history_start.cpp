// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/history_start.h"

#include <algorithm>
#include <sys/stat.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "core/storage/history/database/history_database.h"
#include "core/storage/history/set_aside.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Those that are missing; others stay as they are.
void makeFolders(const QString &folder)
{
    if (QFileInfo::exists(folder))
        return;
    makeFolders(QFileInfo(folder).absolutePath());
    ::mkdir(QFile::encodeName(folder).constData(), 0700);
}

std::vector<history::OutageRecord> readLasting(Connection &connection)
{
    std::vector<history::OutageRecord> outages;
    Statement lasting(connection, u"SELECT body FROM outage WHERE ended IS NULL"_s);
    lasting.run();
    while (lasting.next())
        if (auto outage = decodeOutage(lasting.bytes(0)))
            outages.push_back(*std::move(outage));
    return outages;
}

/// Until the last figure that there is of any.
std::vector<history::EndpointLeft> readWatched(Connection &connection, WallTime now)
{
    const qint64 last = connection.number(u"SELECT max(key) FROM slot"_s);
    const WallTime until = last > 0 ? std::min(slotOf(last) + history::slotLength, now) : now;
    std::vector<history::EndpointLeft> watched;
    Statement rows(connection, u"SELECT id FROM endpoint WHERE removed_at IS NULL"_s);
    rows.run();
    while (rows.next())
        watched.push_back({rows.text(0), until});
    return watched;
}

/// Behind the trip of a circuit. An outage has the failure of the first that it hit, and none of the others.
std::optional<probe::ProbeFailure> failureBehind(const StoredCircuit &stored,
                                                 const std::vector<history::OutageRecord> &lasting)
{
    const auto &trip = stored.circuit.lastTrip;
    for (const history::OutageRecord &outage : lasting) {
        const bool isIts =
            outage.failure && !outage.endpoints.empty() && outage.endpoints.front().id == stored.endpoint;
        if (isIts && trip && trip->lastError == outage.failure->errorClass)
            return outage.failure;
    }
    return {};
}

/// Made, or brought up to date; damage is put aside, and a new one begun.
std::optional<ForeignFile> prepare(HistoryStart &start, WallTime now)
{
    const auto opened = HistoryDatabase::open(start.path, {});
    if (opened)
        return {};
    if (const auto *foreign = std::get_if<ForeignFile>(&opened.error()))
        return *foreign;
    if (!std::get<SqlFault>(opened.error()).isDamage())
        return {};
    start.setAside = setAside(start.path, now);
    (void)HistoryDatabase::open(start.path, {});
    return {};
}

} // namespace

tl::expected<HistoryStart, StartFault> startHistory(const QString &path, WallTime now)
{
    makeFolders(QFileInfo(path).absolutePath());
    HistoryStart start{.path = path};
    auto lock = HistoryLock::take(path);
    if (!lock && std::holds_alternative<HeldBy>(lock.error()))
        return tl::unexpected(StartFault(std::get<HeldBy>(lock.error())));
    if (lock)
        start.lock = *std::move(lock);
    if (const auto foreign = prepare(start, now))
        return tl::unexpected(StartFault(*foreign));
    Connection connection(path, Connection::Access::Read);
    start.circuits = readCircuits(connection);
    start.lasting = readLasting(connection);
    start.watched = readWatched(connection, now);
    return start;
}

std::unordered_map<settings::EndpointId, health::RememberedCircuit> rememberedIn(const HistoryStart &start,
                                                                                 WallTime now)
{
    std::unordered_map<settings::EndpointId, health::RememberedCircuit> remembered;
    for (const StoredCircuit &stored : start.circuits)
        remembered[stored.endpoint] = {stored.circuit,
                                       std::max<resilience::Nanoseconds>(now - stored.at, 0ns),
                                       failureBehind(stored, start.lasting)};
    return remembered;
}

} // namespace fusebox::storage

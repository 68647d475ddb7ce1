// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/schema.h"

#include <array>
#include <span>

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 applicationId = 0x46425848; // "FBXH"

/// Times are milliseconds since 1970, UTC. Keys: see keys.h. Event of endpoint 0: of all of them.
constexpr std::array firstVersion{
    "CREATE TABLE endpoint (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, "
    "\"group\" TEXT NOT NULL, known_since INTEGER NOT NULL, removed_at INTEGER)"_L1,
    "CREATE TABLE slot (key INTEGER PRIMARY KEY, body BLOB NOT NULL)"_L1,
    "CREATE TABLE hour (start INTEGER PRIMARY KEY, sealed_to INTEGER NOT NULL)"_L1,
    "CREATE TABLE chunk (key INTEGER PRIMARY KEY, body BLOB NOT NULL)"_L1,
    "CREATE TABLE event (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, endpoint INTEGER NOT NULL, "
    "kind INTEGER NOT NULL, body BLOB NOT NULL)"_L1,
    "CREATE INDEX event_at ON event (at)"_L1,
    "CREATE INDEX event_of ON event (endpoint, at)"_L1,
    "CREATE TABLE outage (id INTEGER PRIMARY KEY, started INTEGER NOT NULL, ended INTEGER, "
    "cause INTEGER NOT NULL, body BLOB NOT NULL)"_L1,
    "CREATE INDEX outage_started ON outage (started)"_L1,
    "CREATE INDEX outage_lasting ON outage (id) WHERE ended IS NULL"_L1,
    "CREATE TABLE outage_endpoint (endpoint INTEGER NOT NULL, outage INTEGER NOT NULL, "
    "PRIMARY KEY (outage, endpoint)) WITHOUT ROWID"_L1,
    "CREATE INDEX outage_of ON outage_endpoint (endpoint, outage)"_L1,
    "CREATE TABLE note (number INTEGER PRIMARY KEY, outage INTEGER NOT NULL, at INTEGER NOT NULL, "
    "text TEXT NOT NULL)"_L1,
    "CREATE INDEX note_of ON note (outage)"_L1,
    "CREATE TABLE circuit (endpoint INTEGER PRIMARY KEY, saved_at INTEGER NOT NULL, body BLOB NOT NULL)"_L1,
    "CREATE TABLE dropped (layer INTEGER PRIMARY KEY, before INTEGER NOT NULL)"_L1,
};

/// What leads from each version to the next, from none on.
const std::array<std::span<const QLatin1StringView>, schemaVersion> steps{firstVersion};

int versionOf(Connection &connection)
{
    return static_cast<int>(connection.number(u"PRAGMA user_version"_s));
}

void setUp(Connection &connection)
{
    connection.run(u"PRAGMA page_size=8192"_s);          // chunks of two kilobytes leave less of a page empty
    connection.run(u"PRAGMA auto_vacuum=INCREMENTAL"_s); // both only before the first table
    (void)connection.text(u"PRAGMA journal_mode=WAL"_s); // answers with what it got
    connection.run(u"PRAGMA synchronous=NORMAL"_s);      // kill -9 loses nothing that was committed
    connection.run(u"PRAGMA journal_size_limit=67108864"_s);
    connection.run(u"PRAGMA cache_size=-8192"_s);
}

void migrate(Connection &connection, int version)
{
    Transaction transaction(connection);
    for (int step = version; step < schemaVersion; ++step)
        for (const QLatin1StringView statement : steps.at(static_cast<std::size_t>(step)))
            connection.run(statement);
    connection.run(u"PRAGMA application_id=%1"_s.arg(applicationId));
    connection.run(u"PRAGMA user_version=%1"_s.arg(schemaVersion));
    (void)transaction.commit();
}

} // namespace

std::optional<ForeignFile> checkSchema(Connection &connection)
{
    const int version = versionOf(connection);
    const qint64 application = connection.number(u"PRAGMA application_id"_s);
    const bool isNew = version == 0 && connection.number(u"SELECT count(*) FROM sqlite_schema"_s) == 0;
    if (connection.fault() || isNew)
        return {};
    if (application != applicationId)
        return ForeignFile{};
    return version > schemaVersion ? std::optional(ForeignFile{version}) : std::nullopt;
}

std::optional<ForeignFile> prepareToWrite(Connection &connection)
{
    if (const auto foreign = checkSchema(connection))
        return foreign;
    setUp(connection);
    const int version = versionOf(connection);
    if (version < schemaVersion && !connection.fault())
        migrate(connection, version);
    return {};
}

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/history_database.h"

#include <fcntl.h>
#include <unistd.h>

#include <QFile>

namespace fusebox::storage {

using namespace Qt::StringLiterals;

namespace {

/// SQLite gives the files beside it the same rights. What fails here fails when it is opened.
void makeForOwnerAlone(const QString &path)
{
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        ::close(descriptor);
}

} // namespace

tl::expected<std::unique_ptr<HistoryDatabase>, OpenFault>
HistoryDatabase::open(const QString &path, const settings::HistorySettings &settings)
{
    makeForOwnerAlone(path);
    auto connection = std::make_unique<Connection>(path, Connection::Access::Write);
    if (const auto foreign = prepareToWrite(*connection))
        return tl::unexpected(OpenFault(*foreign));
    if (connection->fault())
        return tl::unexpected(OpenFault(*connection->fault()));
    std::unique_ptr<HistoryDatabase> database(new HistoryDatabase(std::move(connection), settings));
    if (const auto &fault = database->m_connection->fault())
        return tl::unexpected(OpenFault(*fault));
    return database;
}

HistoryDatabase::HistoryDatabase(std::unique_ptr<Connection> connection,
                                 const settings::HistorySettings &settings)
    : m_connection(std::move(connection))
    , m_journalMode(m_connection->text(u"PRAGMA journal_mode"_s))
    , m_endpoints(*m_connection)
    , m_hours(*m_connection)
    , m_slots(*m_connection, m_hours)
    , m_chunks(*m_connection)
    , m_events(*m_connection)
    , m_outages(*m_connection, m_endpoints)
    , m_circuits(*m_connection)
    , m_dropped(*m_connection)
    , m_sealer(m_endpoints, m_hours, m_slots, m_chunks)
    , m_pruner(*m_connection, {m_endpoints, m_hours, m_slots, m_chunks, m_events, m_outages, m_dropped},
               settings)
{
}

tl::expected<void, SqlFault> HistoryDatabase::store(const HistoryBatch &batch)
{
    if (batch.isEmpty())
        return {};
    Transaction transaction(*m_connection);
    for (const StoredCircuit &saved : batch.circuits)
        m_circuits.set(m_endpoints.numberOf(saved.endpoint, saved.at), saved.at, saved.circuit);
    storeRecords(batch.records);
    for (const OutageNote &note : batch.notes)
        m_outages.add(note);
    (void)transaction.commit();
    return outcome();
}

void HistoryDatabase::storeRecords(const history::Records &records)
{
    for (const auto &coming : records.comings) {
        if (const auto *met = std::get_if<history::EndpointMet>(&coming)) {
            m_endpoints.meet(*met);
        } else if (const auto *left = std::get_if<history::EndpointLeft>(&coming)) {
            m_endpoints.leave(*left);
            m_circuits.remove(m_endpoints.numberOf(left->id, left->at));
        }
    }
    for (const history::Piece &piece : records.pieces)
        m_slots.add(m_endpoints.numberOf(piece.endpoint, piece.slot), piece.slot, piece.body);
    for (const history::RecordedEvent &event : records.events)
        m_events.add(m_endpoints.numberOf(event.endpoint, event.at.wall), event);
    for (const history::OutageRecord &outage : records.outages)
        m_outages.set(outage);
    for (const history::MergedOutage &merged : records.merged)
        m_outages.merge(merged);
}

tl::expected<void, SqlFault> HistoryDatabase::maintain(WallTime now)
{
    {
        Transaction transaction(*m_connection);
        if (m_sealer.isDue(now))
            m_sealer.seal(now);
        m_pruner.prune(now);
        (void)transaction.commit();
    }
    m_pruner.shrinkFile();
    return outcome();
}

tl::expected<void, SqlFault> HistoryDatabase::outcome() const
{
    if (const auto &fault = m_connection->fault())
        return tl::unexpected(*fault);
    return {};
}

} // namespace fusebox::storage

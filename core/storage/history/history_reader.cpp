// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/history_reader.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using history::Stretch;

namespace {

constexpr auto endpointColumns =
    "SELECT number, id, name, \"group\", known_since, removed_at FROM endpoint"_L1;

StoredEndpoint endpointIn(const Statement &row)
{
    StoredEndpoint endpoint{row.number(0), row.text(1), row.text(2), row.text(3), wallOf(row.number(4)), {}};
    if (!row.isNull(5))
        endpoint.removedAt = wallOf(row.number(5));
    return endpoint;
}

std::vector<StoredBody> inOrder(BodiesByTime bodies, Layer layer)
{
    std::vector<StoredBody> result;
    result.reserve(bodies.size());
    for (auto &[begin, body] : bodies)
        result.push_back({{begin, begin + shapeOf(layer).length}, std::move(body)});
    return result;
}

std::vector<history::StoredShares> sharesOf(const std::vector<StoredBody> &pieces)
{
    std::vector<history::StoredShares> shares;
    shares.reserve(pieces.size());
    for (const StoredBody &piece : pieces)
        shares.push_back({piece.stretch, piece.body.time});
    return shares;
}

/// What one question sees of what others write meanwhile: nothing. It begins without the last one's fault.
class Snapshot
{
public:
    explicit Snapshot(Connection &connection)
        : m_connection(connection)
    {
        m_connection.forgetFault();
        m_connection.run(u"BEGIN"_s);
    }
    ~Snapshot()
    {
        const auto fault = m_connection.fault();
        m_connection.forgetFault();
        m_connection.run(u"ROLLBACK"_s);
        m_connection.forgetFault();
        if (fault)
            m_connection.fail(*fault);
    }
    Q_DISABLE_COPY_MOVE(Snapshot)

private:
    Connection &m_connection;
};

} // namespace

tl::expected<std::unique_ptr<HistoryReader>, OpenFault> HistoryReader::open(const QString &path)
{
    auto connection = std::make_unique<Connection>(path, Connection::Access::Read);
    if (const auto foreign = checkSchema(*connection))
        return tl::unexpected(OpenFault(*foreign));
    if (connection->fault())
        return tl::unexpected(OpenFault(*connection->fault()));
    return std::unique_ptr<HistoryReader>(new HistoryReader(std::move(connection)));
}

HistoryReader::HistoryReader(std::unique_ptr<Connection> connection)
    : m_connection(std::move(connection))
    , m_bodies(*m_connection)
    , m_find(*m_connection, endpointColumns + u" WHERE id = ?"_s)
{
}

std::vector<StoredEndpoint> HistoryReader::endpoints()
{
    const Snapshot snapshot(*m_connection);
    std::vector<StoredEndpoint> endpoints;
    Statement rows(*m_connection, endpointColumns + u" ORDER BY number"_s);
    rows.run();
    while (rows.next())
        endpoints.push_back(endpointIn(rows));
    return endpoints;
}

std::vector<StoredBody> HistoryReader::bodies(const settings::EndpointId &id, const Stretch &stretch,
                                              Layer layer)
{
    const Snapshot snapshot(*m_connection);
    const auto endpoint = find(id);
    if (!endpoint)
        return {};
    return inOrder(m_bodies.bodies(endpoint->number, stretch, layer), layer);
}

std::unordered_map<settings::EndpointId, std::vector<StoredBody>>
HistoryReader::traces(const Stretch &stretch)
{
    const std::vector<StoredEndpoint> known = endpoints();
    const Snapshot snapshot(*m_connection);
    std::unordered_map<settings::EndpointId, std::vector<StoredBody>> traces;
    auto all = m_bodies.all(stretch);
    for (const StoredEndpoint &endpoint : known)
        if (const auto place = all.find(endpoint.number); place != all.end())
            traces[endpoint.id] = inOrder(std::move(place->second), Layer::TenSeconds);
    return traces;
}

std::vector<history::StoredUptime> HistoryReader::uptime(const settings::EndpointId &id,
                                                         const std::vector<Stretch> &stretches)
{
    const Snapshot snapshot(*m_connection);
    const auto endpoint = find(id);
    if (!endpoint)
        return {};
    std::vector<history::StoredUptime> result;
    for (const Stretch &wanted : stretches) {
        const Stretch stretch = wanted.within({firstTime, endpoint->removedAt.value_or(wanted.to)});
        const auto pieces = m_bodies.pieces(endpoint->number, stretch, Grain::Hours, BodyParts::Times);
        result.push_back(history::storedUptime(stretch, endpoint->knownSince, sharesOf(pieces),
                                               readKnownGaps(*m_connection, stretch)));
    }
    return result;
}

std::vector<StoredBody> HistoryReader::pieces(const settings::EndpointId &id, const Stretch &stretch,
                                              Grain grain, BodyParts parts)
{
    const Snapshot snapshot(*m_connection);
    const auto endpoint = find(id);
    if (!endpoint)
        return {};
    return m_bodies.pieces(endpoint->number, stretch, grain, parts);
}

std::vector<history::KnownGap> HistoryReader::knownGaps(const Stretch &stretch)
{
    const Snapshot snapshot(*m_connection);
    return readKnownGaps(*m_connection, stretch);
}

std::vector<StoredEvent> HistoryReader::events(const EventQuery &query)
{
    const Snapshot snapshot(*m_connection);
    return readEvents(*m_connection, query);
}

std::vector<StoredOutage> HistoryReader::outages(const OutageQuery &query)
{
    const Snapshot snapshot(*m_connection);
    return readOutages(*m_connection, query);
}

std::optional<StoredEndpoint> HistoryReader::find(const settings::EndpointId &id)
{
    const bool isThere = m_find.run(id) && m_find.next();
    const auto endpoint = isThere ? std::optional(endpointIn(m_find)) : std::nullopt;
    m_find.finish();
    return endpoint;
}

} // namespace fusebox::storage

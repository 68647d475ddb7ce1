// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/storage/history/database/body_reader.h"
#include "core/storage/history/database/event_reader.h"
#include "core/storage/history/database/history_database.h"
#include "core/storage/history/database/outage_reader.h"

namespace fusebox::storage {

/// An endpoint of which something is kept.
struct StoredEndpoint
{
    EndpointNumber number = 0;
    settings::EndpointId id = {};
    QString name = {};
    QString group = {};
    WallTime knownSince = {};
    std::optional<WallTime> removedAt = {}; ///< none: it is watched still, as far as is known
};

/// Reads a history while somebody writes it: what was committed when it is asked, in one piece. Each question
/// is a short transaction of its own. After a fault it answers with nothing: see fault(). Thread: the one
/// that opened it.
class HistoryReader
{
public:
    [[nodiscard]] static tl::expected<std::unique_ptr<HistoryReader>, OpenFault> open(const QString &path);

    /// In the order in which they were first heard of.
    [[nodiscard]] std::vector<StoredEndpoint> endpoints();
    /// What is drawn of one endpoint, in the order of time; stretches without anything have none.
    [[nodiscard]] std::vector<StoredBody> bodies(const settings::EndpointId &id,
                                                 const history::Stretch &stretch, Layer layer);
    /// Ten-second bodies of all endpoints at once.
    [[nodiscard]] std::unordered_map<settings::EndpointId, std::vector<StoredBody>>
    traces(const history::Stretch &stretch);
    /// Of each stretch, as far as the endpoint was there; empty for one of which nothing is known.
    [[nodiscard]] std::vector<history::StoredUptime> uptime(const settings::EndpointId &id,
                                                            const std::vector<history::Stretch> &stretches);
    /// What figures over a stretch are added up of.
    [[nodiscard]] std::vector<StoredBody>
    pieces(const settings::EndpointId &id, const history::Stretch &stretch, Grain grain, BodyParts parts);
    /// Why there is nothing in parts of a stretch, of all endpoints.
    [[nodiscard]] std::vector<history::KnownGap> knownGaps(const history::Stretch &stretch);
    [[nodiscard]] std::vector<StoredEvent> events(const EventQuery &query);
    [[nodiscard]] std::vector<StoredOutage> outages(const OutageQuery &query);

    /// What failed last, if something did; it is forgotten by the next question.
    [[nodiscard]] const std::optional<SqlFault> &fault() const { return m_connection->fault(); }

private:
    explicit HistoryReader(std::unique_ptr<Connection> connection);

    [[nodiscard]] std::optional<StoredEndpoint> find(const settings::EndpointId &id);

    std::unique_ptr<Connection> m_connection;
    BodyReader m_bodies;
    Statement m_find;
};

} // namespace fusebox::storage

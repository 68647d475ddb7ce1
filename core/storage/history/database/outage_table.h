// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/history/codec/outage_codec.h"
#include "core/storage/history/database/endpoint_table.h"

namespace fusebox::storage {

/// A note that a person writes to an outage: plain text.
struct OutageNote
{
    std::int64_t outage = 0;
    WallTime at = {};
    QString text = {};

    bool operator==(const OutageNote &) const = default;
};

/// What the column `cause` holds: 0 is the endpoint itself, else one more than the kind's number.
[[nodiscard]] constexpr int causeNumber(const std::optional<health::CauseKind> &kind)
{
    return kind ? static_cast<int>(*kind) + 1 : 0;
}

/// Outages, whom they hit, and what people wrote to them. Thread: the connection's.
class OutageTable
{
public:
    OutageTable(Connection &connection, EndpointTable &endpoints);

    /// In the stead of what is stored of it.
    void set(const history::OutageRecord &outage);
    /// Its notes go with it.
    void remove(std::int64_t id);
    /// What people wrote to it goes to the other.
    void merge(const history::MergedOutage &merged);
    void add(const OutageNote &note);
    int removeBefore(WallTime before, int most);

private:
    EndpointTable &m_endpoints;
    Statement m_set;
    Statement m_hit;
    Statement m_remove;
    Statement m_removeHits;
    Statement m_removeNotes;
    Statement m_note;
    Statement m_moveNotes;
    Statement m_old;
};

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unordered_map>
#include <vector>

#include "core/history/record/record_rows.h"
#include "core/storage/history/database/keys.h"
#include "core/storage/history/database/statement.h"

namespace fusebox::storage {

/// The endpoints that anything is kept of, and their numbers. Thread: the connection's.
class EndpointTable
{
public:
    explicit EndpointTable(Connection &connection);

    void meet(const history::EndpointMet &met);
    void leave(const history::EndpointLeft &left);
    /// 0 for the empty id. One that was never met is known from `at` on.
    [[nodiscard]] EndpointNumber numberOf(const settings::EndpointId &id, WallTime at);

    /// The next `most` numbers after one, ascending, of removed ones too.
    [[nodiscard]] std::vector<EndpointNumber> after(EndpointNumber number, int most);
    [[nodiscard]] qint64 count();
    /// When the first of them was; the end of time if there is none.
    [[nodiscard]] WallTime firstKnown();
    [[nodiscard]] bool wasRemovedBefore(EndpointNumber number, WallTime before);
    /// Of one that is removed, and of which nothing is left.
    void forget(EndpointNumber number);

private:
    std::unordered_map<settings::EndpointId, EndpointNumber> m_numbers;
    Statement m_insert;
    Statement m_find;
    Statement m_rename;
    Statement m_leave;
    Statement m_after;
    Statement m_count;
    Statement m_first;
    Statement m_forget;
    Statement m_wasRemoved;
};

} // namespace fusebox::storage

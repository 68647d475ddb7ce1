// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/storage/history/database/keys.h"
#include "core/storage/history/database/statement.h"

namespace fusebox::storage {

/// What the limit of room has cost: before when nothing is kept of each layer, though there would be time for
/// it. Thread: the connection's.
class DroppedTable
{
public:
    /// By Layer; firstTime: nothing was.
    using Times = std::array<WallTime, 3>;

    explicit DroppedTable(Connection &connection);

    [[nodiscard]] const Times &before() const { return m_before; }
    [[nodiscard]] WallTime before(Layer layer) const { return m_before[static_cast<std::size_t>(layer)]; }
    /// What is earlier than what was said before changes nothing.
    void raise(Layer layer, WallTime before);

private:
    Times m_before = {firstTime, firstTime, firstTime};
    Statement m_set;
};

} // namespace fusebox::storage

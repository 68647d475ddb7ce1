// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/history/record/stored_uptime.h"
#include "core/storage/history/database/outage_table.h"

namespace fusebox::storage {

/// Which outages are wanted.
struct OutageQuery
{
    history::Stretch stretch = {firstTime, lastTime};  ///< that they reach into
    std::optional<settings::EndpointId> endpoint = {}; ///< that they hit
    std::optional<QString> group = {};                 ///< of one that they hit
    std::optional<int> cause = {};                     ///< see causeNumber()
    milliseconds atLeast{0};                           ///< long; those that last: until the stretch's end
    int most = 500;
};

struct StoredOutage
{
    history::OutageRecord outage = {};
    std::vector<OutageNote> notes = {}; ///< the oldest first
};

/// The newest first; what cannot be read is passed over.
[[nodiscard]] std::vector<StoredOutage> readOutages(Connection &connection, const OutageQuery &query);

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include "core/history/record/outage_record.h"

namespace fusebox::history {

/// What people know an endpoint by.
struct EndpointTitle
{
    settings::EndpointId id = {};
    QString name = {};
    QString group = {};     ///< empty: none
    bool isRemoved = false; ///< it is watched no more

    bool operator==(const EndpointTitle &) const = default;
};

/// An outage as it is shown: with the names of those that it hit, and what people wrote to it.
struct Incident
{
    OutageRecord outage = {};
    std::vector<EndpointTitle> titles = {}; ///< of the outage's endpoints, in any order
    std::vector<Remark> notes = {};         ///< the oldest first

    /// Null where nobody knows it.
    [[nodiscard]] const EndpointTitle *titleOf(const settings::EndpointId &id) const
    {
        const auto found = std::ranges::find(titles, id, &EndpointTitle::id);
        return found == titles.end() ? nullptr : &*found;
    }
};

} // namespace fusebox::history

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/history/record/stored_uptime.h"
#include "core/storage/history/codec/event_codec.h"
#include "core/storage/history/database/keys.h"
#include "core/storage/history/database/statement.h"

namespace fusebox::storage {

/// Which events are wanted.
struct EventQuery
{
    history::Stretch stretch = {firstTime, lastTime};
    std::optional<settings::EndpointId> endpoint = {}; ///< empty: those of all together; none: any
    std::vector<EventKind> kinds = {};                 ///< none: any
    std::optional<qint64> before = {};                 ///< StoredEvent::number; to go on where a list ended
    int most = 500;
};

struct StoredEvent
{
    qint64 number = 0; ///< in the order in which they were written
    history::RecordedEvent event = {};
};

/// The newest first; what cannot be read is passed over.
[[nodiscard]] std::vector<StoredEvent> readEvents(Connection &connection, const EventQuery &query);

/// The stretches for which an event says why nothing is kept of them: sleeps, and what could not be stored.
[[nodiscard]] std::vector<history::KnownGap> readKnownGaps(Connection &connection,
                                                           const history::Stretch &stretch);

} // namespace fusebox::storage

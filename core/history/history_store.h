// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <unordered_map>

#include "core/history/endpoint_history.h"
#include "core/history/update_intake.h"

namespace fusebox::history {

/// The histories of all endpoints, fed by the events of updates. Of those looked at last, `mostFine` at most,
/// more is kept; as long as there are fewer endpoints, of all of them.
class HistoryStore
{
public:
    static constexpr std::size_t mostFine = 256;

    void apply(const UpdatePart &update);
    /// Null for an endpoint of which nothing has been heard. Valid until the next update.
    [[nodiscard]] const EndpointHistory *find(const settings::EndpointId &id) const;
    /// The same, to put what was before in front of it.
    [[nodiscard]] EndpointHistory *findToExtend(const settings::EndpointId &id);
    /// The same, for somebody who looks at it closely, and for longer.
    SharedHistory look(const settings::EndpointId &id);

private:
    void add(const health::EndpointSnapshot &snapshot, const health::Moment &at);
    void remove(const settings::EndpointId &id);
    void lookLast(const settings::EndpointId &id);

    std::unordered_map<settings::EndpointId, std::shared_ptr<EndpointHistory>> m_histories;
    std::deque<settings::EndpointId> m_fine; ///< the one looked at last at the end
};

} // namespace fusebox::history

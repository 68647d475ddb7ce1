// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/record/endpoint_account.h"

#include <algorithm>
#include <utility>

#include "core/history/event_readings.h"
#include "core/history/gap_log.h"

namespace fusebox::history {

using health::GapCause;
using health::WallTime;

void EndpointAccount::beginGap(WallTime at, GapCause cause)
{
    advance(at);
    m_finding = Finding::Nothing;
    m_cause = cause;
}

void EndpointAccount::add(WallTime at, const health::Event &event)
{
    advance(at);
    noteGap(event, gapBegunBy(event));
    if (const auto finding = findingIn(event)) {
        m_finding = *finding;
        m_until = m_sharedTo + m_hold;
    }
    countIn(bodyAt(at), event);
}

/// As in GapLog: a check that was made ends a gap, and a WebSocket that waits says less than why it does.
void EndpointAccount::noteGap(const health::Event &event, const std::optional<GapCause> &cause)
{
    const auto sample = sampleIn(event);
    if (sample && sample->kind != Sample::Kind::Break)
        m_cause = GapCause::Silent;
    if (cause && (*cause != GapCause::Disconnected || m_cause == GapCause::Silent))
        m_cause = *cause;
}

void EndpointAccount::advance(WallTime to)
{
    if (m_finding == Finding::Up)
        share(std::min(to, m_until), &TimeShares::up);
    else if (m_finding == Finding::Down)
        share(std::min(to, m_until), &TimeShares::down);
    share(to, m_cause);
}

void EndpointAccount::move(milliseconds by)
{
    m_sharedTo += by;
    m_until += by;
}

std::vector<SlotBody> EndpointAccount::take()
{
    std::erase_if(m_bodies, [](const SlotBody &slot) { return slot.body.isEmpty(); });
    return std::exchange(m_bodies, {});
}

/// Looked for from the end: the newest is what is wanted, but for a clock that was set back.
Body &EndpointAccount::bodyAt(WallTime at)
{
    const WallTime slot = gridBegin(at, slotLength);
    auto place = m_bodies.end();
    while (place != m_bodies.begin() && (place - 1)->slot >= slot)
        --place;
    if (place == m_bodies.end() || place->slot != slot)
        place = m_bodies.insert(place, {slot, {}});
    return place->body;
}

void EndpointAccount::share(WallTime to, milliseconds TimeShares::*state)
{
    shareOut(to, [state](TimeShares &time) -> milliseconds & { return time.*state; });
}

void EndpointAccount::share(WallTime to, GapCause cause)
{
    shareOut(to, [cause](TimeShares &time) -> milliseconds & { return time.gap(cause); });
}

template <typename Part>
void EndpointAccount::shareOut(WallTime to, Part part)
{
    while (m_sharedTo < to) {
        const WallTime end = std::min(to, gridBegin(m_sharedTo, slotLength) + slotLength);
        part(bodyAt(m_sharedTo).time) += end - m_sharedTo;
        m_sharedTo = end;
    }
}

} // namespace fusebox::history

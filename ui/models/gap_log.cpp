// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/gap_log.h"

#include <algorithm>

namespace fusebox::ui {

namespace {

using namespace health;

/// What this machine is the cause of.
std::optional<GapCause> ownCause(std::optional<health::GapCause> gap)
{
    if (gap == health::GapCause::Offline)
        return GapCause::Offline;
    if (gap == health::GapCause::NoResources)
        return GapCause::NoResources;
    return gap == health::GapCause::Asleep ? std::optional(GapCause::Asleep) : std::nullopt;
}

std::optional<GapCause> causeOf(const CheckEvent &check)
{
    if (check.outcome != CheckOutcome::Skipped)
        return {};
    if (const auto own = ownCause(check.gap))
        return own;
    const auto by = check.failure ? check.failure->rejectedBy : std::nullopt;
    switch (by.value_or(resilience::RejectedBy::Circuit)) {
    case resilience::RejectedBy::RateLimit: return GapCause::RateLimited;
    case resilience::RejectedBy::Bulkhead: return GapCause::Crowded;
    case resilience::RejectedBy::Machine: return GapCause::NoResources;
    case resilience::RejectedBy::Circuit: break;
    }
    return GapCause::CircuitOpen;
}

std::optional<GapCause> causeOf(const TransitionEvent &event)
{
    using enum resilience::EffectiveState;
    const bool rejects = event.record.to == Open || event.record.to == ForcedOpen;
    return rejects ? std::optional(GapCause::CircuitOpen) : std::nullopt;
}

std::optional<GapCause> causeOf(const StatusEvent &event)
{
    return event.to == Status::Paused ? std::optional(GapCause::Paused) : std::nullopt;
}

std::optional<GapCause> causeOf(const WebSocketEvent &event)
{
    switch (event.change) {
    case WebSocketChange::Disconnected: return ownCause(event.gap).value_or(GapCause::Disconnected);
    case WebSocketChange::Waiting:
    case WebSocketChange::GaveUp:
    case WebSocketChange::Stopped: return GapCause::Disconnected;
    default: return {};
    }
}

std::optional<GapCause> causeOf(const OverallEvent &)
{
    return {};
}

std::optional<GapCause> causeOf(const ManualEvent &)
{
    return {};
}

std::optional<GapCause> causeOf(const IncidentEvent &)
{
    return {};
}

std::optional<GapCause> causeOf(const GapEvent &event)
{
    if (event.length) // it is over
        return {};
    return event.cause == health::GapCause::NoResources ? std::nullopt // only of those whose check says so
                                                        : ownCause(event.cause);
}

} // namespace

void GapLog::begin(TimePoint at, GapCause cause)
{
    if (!m_gaps.empty() && !m_gaps.back().to) {
        if (m_gaps.back().cause == cause || cause == GapCause::Disconnected)
            return;
        end(at);
    }
    m_gaps.push_back({at, {}, cause});
    if (m_gaps.size() > most)
        m_gaps.pop_front();
}

void GapLog::end(TimePoint at)
{
    if (!m_gaps.empty() && !m_gaps.back().to)
        m_gaps.back().to = std::max(at, m_gaps.back().from);
}

std::optional<GapCause> gapBegunBy(const Event &event)
{
    return std::visit([](const auto &what) { return causeOf(what); }, event.what);
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/gap_log.h"

#include <algorithm>

namespace fusebox::history {

namespace {

using namespace health;

std::optional<GapCause> causeOf(const CheckEvent &check)
{
    return check.outcome == CheckOutcome::Skipped ? check.gap : std::nullopt;
}

std::optional<GapCause> causeOf(const TransitionEvent &event)
{
    return resilience::rejects(event.record.to) ? std::optional(GapCause::CircuitOpen) : std::nullopt;
}

std::optional<GapCause> causeOf(const StatusEvent &event)
{
    return event.to == Status::Paused ? std::optional(GapCause::Paused) : std::nullopt;
}

std::optional<GapCause> causeOf(const WebSocketEvent &event)
{
    switch (event.change) {
    case WebSocketChange::Disconnected: return event.gap.value_or(GapCause::Disconnected);
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
    const bool isOver = event.length.has_value();
    const bool isOfAll = event.cause != GapCause::NoResources; // else only of those whose check says so
    return isOfAll && !isOver ? std::optional(event.cause) : std::nullopt;
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

void GapLog::prepend(const std::vector<Gap> &gaps)
{
    const TimePoint first = m_gaps.empty() ? TimePoint::max() : m_gaps.front().from;
    for (auto gap = gaps.rbegin(); gap != gaps.rend() && m_gaps.size() < most; ++gap)
        if (gap->to <= first)
            m_gaps.push_front(*gap);
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

} // namespace fusebox::history

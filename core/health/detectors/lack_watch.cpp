// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/detectors/lack_watch.h"

#include <utility>

namespace fusebox::health {

void LackWatch::follow(const Event &event)
{
    std::visit([&](const auto &what) { follow(event, what); }, event.what);
}

void LackWatch::follow(const Event &event, const CheckEvent &check)
{
    if (check.gap == GapCause::NoResources)
        lacked(event, check.failure);
    else
        settled(event.endpoint);
}

void LackWatch::follow(const Event &event, const WebSocketEvent &change)
{
    if (change.gap == GapCause::NoResources)
        lacked(event, change.failure);
    else if (change.change == WebSocketChange::Connected || change.change == WebSocketChange::Disconnected)
        settled(event.endpoint);
}

void LackWatch::follow(const Event &event, const StatusEvent &status)
{
    if (status.to == Status::Paused)
        settled(event.endpoint);
}

/// Other settings may need less.
void LackWatch::follow(const Event &event, const ManualEvent &manual)
{
    if (manual.act == ManualAct::Edit || manual.act == ManualAct::Remove)
        settled(event.endpoint);
}

void LackWatch::lacked(const Event &event, const std::optional<probe::ProbeFailure> &failure)
{
    m_lacking.insert(event.endpoint);
    m_lastAt = event.at.steady;
    if (!m_lack)
        m_lack = Lack{.since = event.at};
    if (failure)
        m_lack->detail = failure->detail;
    m_lack->endpoints = m_lacking.size();
}

void LackWatch::settled(const settings::EndpointId &endpoint)
{
    if (m_lacking.erase(endpoint) > 0)
        m_lack->endpoints = m_lacking.size();
}

std::optional<TimePoint> LackWatch::nextDeadline() const
{
    if (m_lack && !m_isTold)
        return m_lack->since.steady;
    return m_lack && m_lacking.empty() ? std::optional(m_lastAt + calm) : std::nullopt;
}

std::optional<GapEvent> LackWatch::advance(TimePoint now)
{
    if (!m_lack)
        return {};
    if (!std::exchange(m_isTold, true))
        return GapEvent{.cause = GapCause::NoResources, .detail = m_lack->detail};
    if (!m_lacking.empty() || now < m_lastAt + calm)
        return {};
    m_isTold = false;
    const Lack over = *std::exchange(m_lack, {});
    return GapEvent{GapCause::NoResources, now - over.since.steady, over.detail};
}

} // namespace fusebox::health

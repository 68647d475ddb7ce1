// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/log_entry.h"

#include <algorithm>

#include "ui/text/sentences.h"

namespace fusebox::ui {

namespace {

using namespace health;
using Sign = decltype(LogEntry::sign);

std::optional<Sign> signOf(const CheckEvent &)
{
    return {};
}

std::optional<Sign> signOf(const TransitionEvent &event)
{
    return event.record.to;
}

std::optional<Sign> signOf(const StatusEvent &event)
{
    return event.to;
}

std::optional<Sign> signOf(const WebSocketEvent &event)
{
    switch (event.change) {
    case WebSocketChange::Connected:
    case WebSocketChange::Disconnected:
    case WebSocketChange::GaveUp:
    case WebSocketChange::Stopped: return Sign();
    default: return {};
    }
}

std::optional<Sign> signOf(const OverallEvent &)
{
    return {};
}

std::optional<Sign> signOf(const ManualEvent &)
{
    return Sign();
}

std::optional<Sign> signOf(const GapEvent &)
{
    return Sign();
}

std::optional<Sign> signOf(const IncidentEvent &event)
{
    switch (event.change) {
    case IncidentChange::Ended: return Status::Healthy;
    case IncidentChange::Dropped: return Sign();
    default: return Status::Unhealthy;
    }
}

bool has(const std::vector<StatusReason> &reasons, ReasonKind kind)
{
    return std::ranges::find(reasons, kind, &StatusReason::kind) != reasons.end();
}

TrialPart trialPartOf(const TransitionEvent &event)
{
    switch (event.record.reason) {
    case resilience::TransitionReason::RecoveryTimeElapsed: return TrialPart::Step;
    case resilience::TransitionReason::TrialFailed: return TrialPart::Verdict;
    default: return TrialPart::None;
    }
}

TrialPart trialPartOf(const StatusEvent &event)
{
    const bool begins = event.from == Status::Unhealthy && has(event.reasons, ReasonKind::HalfOpen);
    const bool ends = event.from == Status::Degraded && has(event.reasons, ReasonKind::CircuitOpen);
    return begins || ends ? TrialPart::Step : TrialPart::None;
}

TrialPart trialPartOf(const auto &)
{
    return TrialPart::None;
}

LogKind kindOf(const Event &event)
{
    if (std::holds_alternative<TransitionEvent>(event.what))
        return LogKind::Circuit;
    if (std::holds_alternative<WebSocketEvent>(event.what))
        return LogKind::Connection;
    return std::holds_alternative<ManualEvent>(event.what) ? LogKind::Manual : LogKind::Status;
}

} // namespace

std::optional<LogEntry> logEntryOf(const Event &event)
{
    const auto sign = std::visit([](const auto &what) { return signOf(what); }, event.what);
    if (!sign)
        return {};
    return LogEntry{event.at,
                    event.endpoint,
                    {},
                    *sign,
                    eventSentence(event),
                    kindOf(event),
                    std::visit([](const auto &what) { return trialPartOf(what); }, event.what)};
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <variant>

#include <QString>

#include "core/health/values/events.h"

namespace fusebox::ui {

/// What a line of the log is about.
enum class LogKind : std::uint8_t { Circuit, Status, Connection, Manual, Count };

/// A trial that fails is four lines: half-open, degraded, open again, unhealthy again. Its verdict says it
/// all.
enum class TrialPart : std::uint8_t { None, Step, Verdict };

/// A line of the log.
struct LogEntry
{
    health::Moment at = {};
    settings::EndpointId endpoint = {};
    QString name = {};
    /// What its sign shows: the status or circuit state that was reached; nothing for other events.
    std::variant<std::monostate, health::Status, resilience::EffectiveState> sign = {};
    QString sentence = {};
    LogKind kind = LogKind::Status;
    TrialPart trial = TrialPart::None;
};

/// Without the name, which an event does not know. None for events that come too often to be read: checks
/// (they are in the trace), pings, messages, attempts.
[[nodiscard]] std::optional<LogEntry> logEntryOf(const health::Event &event);

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/health/values/events.h"
#include "core/health/values/snapshot.h"

/// Words for people, made here and nowhere else; plain text without markup. Text of peers inside them is cut
/// to a bound and its control characters are replaced. Thread: any; needs no widgets.
namespace fusebox::ui {

/// "closed", "half-open", "open", "forced open", "disabled".
[[nodiscard]] QString circuitWord(resilience::EffectiveState state);
/// "healthy", "degraded", ...
[[nodiscard]] QString statusWord(health::Status status);
/// "idle", "connecting", "connected", "waiting", "gave up", "stopped".
[[nodiscard]] QString linkWord(health::LinkState state);
/// "names", "connect", "TLS", "send", "first byte", "transfer".
[[nodiscard]] QString phaseWord(probe::Phase phase);
/// Why nothing is measured: "paused", "circuit open", "this machine is offline".
[[nodiscard]] QString gapPhrase(health::GapCause cause);
/// "going away" for 1001; empty for a code without a name.
[[nodiscard]] QString closeCodeWord(int code);

/// "connection refused", "timeout (connect)", "HTTP 503", "TLS: certificate has expired".
[[nodiscard]] QString failurePhrase(const probe::ProbeFailure &failure);
[[nodiscard]] QString failurePhrase(const resilience::Failure &failure);
/// The class alone, where no more is kept: "connection refused", "timeout", "HTTP error".
[[nodiscard]] QString errorPhrase(resilience::ErrorClass errorClass);

/// The same of a failure that was counted: a connection that the peer closed is of the class of one it reset.
[[nodiscard]] QString countedErrorPhrase(resilience::ErrorClass errorClass);

/// "5 of 5 calls failed within 60 s (threshold 5): HTTP 503"; without the failure itself, its class.
[[nodiscard]] QString transitionSentence(const resilience::TransitionRecord &record,
                                         const std::optional<probe::ProbeFailure> &failure = {});
/// "served by fallback: another URL", "served by fallback: last good answer, 3 min old".
[[nodiscard]] QString fallbackPhrase(resilience::Source source, resilience::Nanoseconds age);
/// "slow: 812 ms, limit 500 ms", "needed 2 attempts", "circuit open".
[[nodiscard]] QString reasonPhrase(const health::StatusReason &reason);
/// The phrases of all reasons, the first the weightiest: "circuit open · connection refused".
[[nodiscard]] QString reasonPhrases(const std::vector<health::StatusReason> &reasons);
/// "12", "2,000".
[[nodiscard]] QString countText(int count);
/// "3 healthy, 1 degraded, 1 circuit open"; counts of zero are left out.
[[nodiscard]] QString countsPhrase(const health::OverallStatus &overall);
/// One line for the log and the terminal, without time and endpoint.
[[nodiscard]] QString eventSentence(const health::Event &event);

/// How far a closed circuit is from opening, by each rule that is on, the nearest first: "2 of 5 failures in
/// 60 s, failure rate 30 % of 50 %".
[[nodiscard]] QString distancesToTrip(const resilience::CircuitView &circuit);

/// At most three significant digits, with unit: "31 ms", "1.24 s", "870 us" as "0.87 ms".
[[nodiscard]] QString latencyText(resilience::Nanoseconds latency);
/// A length that was set rather than measured: "60 s", "1.5 s", "250 ms", "5 min".
[[nodiscard]] QString spanText(resilience::Nanoseconds span);
/// "12 s", "3 min", "2 h", rounded up so that a countdown ends at "0 s" only when due.
[[nodiscard]] QString countdownText(resilience::Nanoseconds left);
/// "1 h 12 min", "3 d 4 h", "22 h", "45 s", "0.4 s": the two units that matter, rounded down.
[[nodiscard]] QString lengthText(resilience::Nanoseconds length);
/// "just now", "12 s ago", "3 min ago".
[[nodiscard]] QString agoText(resilience::Nanoseconds age);
/// The same without "ago", for "connected for 3 min".
[[nodiscard]] QString ageText(resilience::Nanoseconds age);

} // namespace fusebox::ui

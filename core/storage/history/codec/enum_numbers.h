// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/values/events.h"
#include "core/health/values/snapshot.h"

/// Enumerators are stored as their numbers. Whoever puts a new one anywhere but at the end changes what is
/// stored: here the compiler says so. Then the formats' versions have to go up, and the old be read as they
/// were meant.
namespace fusebox::storage {

namespace numbers {

template <typename Enum>
constexpr bool is(Enum value, int number)
{
    return static_cast<int>(value) == number;
}

using namespace health;
using resilience::ErrorClass;
using resilience::TransitionReason;

static_assert(is(GapCause::CircuitOpen, 1) && is(GapCause::Disconnected, 6) && is(GapCause::NoSecret, 8) &&
              is(GapCause::NotStored, 11) && is(GapCause::Silent, 12));
static_assert(is(CheckOutcome::Success, 0) && is(CheckOutcome::Skipped, 4) && is(CheckOutcome::Fallback, 5));
static_assert(is(ErrorClass::Tls, 4) && is(ErrorClass::Assertion, 8) && is(ErrorClass::Exception, 11));
static_assert(is(Status::Unhealthy, 2) && is(Status::Paused, 4));
static_assert(is(ReasonKind::CircuitOpen, 3) && is(ReasonKind::Stopped, 11) &&
              is(ReasonKind::ServedByFallback, 14) && is(ReasonKind::Warning, 15));
static_assert(is(WebSocketChange::Pong, 3) && is(WebSocketChange::Stopped, 8));
static_assert(is(ManualAct::Pause, 2) && is(ManualAct::SendMessage, 8));
static_assert(is(IncidentChange::Dropped, 3) && is(CauseKind::Resolver, 3));
static_assert(is(resilience::EffectiveState::MeasureOnly, 5) && is(resilience::CircuitState::Open, 2) &&
              is(resilience::ForcedState::MeasureOnly, 3));
static_assert(is(TransitionReason::RecoveryTimeElapsed, 3) && is(TransitionReason::ForcedOpenExpired, 13));
static_assert(is(probe::Phase::Wait, 4) && is(probe::Phase::Transfer, 5));
static_assert(is(probe::DnsFault::NoMeans, 14) && is(probe::TlsFault::Handshake, 19) &&
              is(probe::ProxyFault::Unsupported, 6));
static_assert(is(resilience::Outcome::Slow, 2) && is(resilience::RejectedBy::Machine, 3) &&
              is(resilience::TimeoutScope::Total, 2) && is(resilience::Source::Primary, 0));

} // namespace numbers

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace fusebox::resilience {

/// What the rules alone would say.
enum class CircuitState : std::uint8_t { Closed, HalfOpen, Open };

/// What a person has said by hand, apart from the computed state.
enum class ForcedState : std::uint8_t {
    None,
    ForcedOpen, ///< rejects everything, for ever or for a time
    Disabled,   ///< lets everything through and counts; no rule is looked at
    MeasureOnly ///< lets everything through; the rules work and tell what they would have done
};

/// What a circuit does to calls: a forced state if there is one, else the computed one. Names of events and
/// of the UI.
enum class EffectiveState : std::uint8_t { Closed, HalfOpen, Open, ForcedOpen, Disabled, MeasureOnly };

[[nodiscard]] constexpr EffectiveState effectiveState(CircuitState state, ForcedState forced)
{
    switch (forced) {
    case ForcedState::ForcedOpen: return EffectiveState::ForcedOpen;
    case ForcedState::Disabled: return EffectiveState::Disabled;
    case ForcedState::MeasureOnly: return EffectiveState::MeasureOnly;
    case ForcedState::None: break;
    }
    switch (state) {
    case CircuitState::Closed: return EffectiveState::Closed;
    case CircuitState::HalfOpen: return EffectiveState::HalfOpen;
    case CircuitState::Open: return EffectiveState::Open;
    }
    return EffectiveState::Closed;
}

/// Holds back every call, but for the trials that a half-open circuit lets through.
[[nodiscard]] constexpr bool rejects(EffectiveState state)
{
    return state == EffectiveState::Open || state == EffectiveState::ForcedOpen;
}

} // namespace fusebox::resilience

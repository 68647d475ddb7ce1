// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/phase_colours.h"

#include "ui/theme/contrast.h"

namespace fusebox::ui {

QColor phaseColour(const Colours &colours, probe::Phase phase)
{
    using enum resilience::EffectiveState;
    switch (phase) {
    case probe::Phase::Dns: return colours.of(ForcedOpen).fill;
    case probe::Phase::Connect: return colours.of(health::Status::Degraded).fill;
    case probe::Phase::Tls: return colours.of(Closed).fill;
    case probe::Phase::Send: return colours.secondary;
    case probe::Phase::Wait: return colours.of(HalfOpen).fill;
    case probe::Phase::Transfer:
    case probe::Phase::Count: break;
    }
    return blended(colours.latency.fill, colours.text, 0.25);
}

} // namespace fusebox::ui

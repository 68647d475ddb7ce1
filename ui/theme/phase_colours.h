// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/contract/phases.h"
#include "ui/theme/colours.h"

namespace fusebox::ui {

/// The colour of a phase of an exchange, apart from its neighbours' also for colour-blind eyes.
[[nodiscard]] QColor phaseColour(const Colours &colours, probe::Phase phase);

} // namespace fusebox::ui

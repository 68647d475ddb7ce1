// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace fusebox::testing {

/// How often a random or counted loop turns: all of its times under tests/long/run, else a tenth of them, so
/// that a change is tested in minutes.
[[nodiscard]] inline int timesToRun(int all)
{
    return qEnvironmentVariableIsSet("FUSEBOX_LONG") ? all : all / 10;
}

} // namespace fusebox::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/support/suite.h"

/// The cases of the resilience bench, one function a file.
namespace fusebox::bench {

void addCircuitTimes(Suite &suite);
void addPipelineTimes(Suite &suite);
void addRegistryTimes(Suite &suite);
void addCircuitMemory(Suite &suite);

} // namespace fusebox::bench

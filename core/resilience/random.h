// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>

namespace fusebox::resilience {

/// The random source to inject. Seeded by the composition root (or by a test); used by one thread at a time.
using Random = std::mt19937_64;

} // namespace fusebox::resilience

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/failure.h"

namespace fusebox::probe {

/// Why a TCP connection could not be made or was lost, from errno.
[[nodiscard]] resilience::Failure failureFromErrno(int error);

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/probe/contract/options/http_options.h"
#include "core/resilience/time.h"

namespace fusebox::probe {

/// How long from now the first Retry-After among `fields` wants us to wait; none if there is none that can be
/// read. See resilience::parseRetryAfter().
[[nodiscard]] std::optional<resilience::Nanoseconds> retryAfterIn(const std::vector<HttpField> &fields);

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/health/endpoint_config.h"
#include "core/resilience/duration.h"

namespace fusebox::ui {

/// What would be right, for the field it stands under: "Begin with https://, http://, ..."
[[nodiscard]] QString inputError(health::UrlError error);
[[nodiscard]] QString inputError(resilience::DurationError error);

} // namespace fusebox::ui

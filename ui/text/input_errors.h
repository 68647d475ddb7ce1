// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/resilience/duration.h"
#include "core/settings/endpoint_config.h"
#include "core/settings/secret_reference.h"

namespace fusebox::ui {

/// What would be right, for the field it stands under: "Begin with https://, http://, ..."
[[nodiscard]] QString inputError(settings::UrlError error);
[[nodiscard]] QString inputError(resilience::DurationError error);
[[nodiscard]] QString inputError(const settings::ReferenceFault &fault);

} // namespace fusebox::ui

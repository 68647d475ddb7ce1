// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/field.h"

namespace fusebox::settings {

[[nodiscard]] std::span<const Field> execFields();

} // namespace fusebox::settings

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/theme/colours.h"

namespace fusebox::ui {

/// How the standard widgets look in these colours. Contains no text from outside.
[[nodiscard]] QString styleSheet(const Colours &colours);

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/field_kinds.h"

namespace fusebox::ui {

/// Headers to be sent, at the place of `about.key`, whose values are hidden: a value from the environment
/// goes on coming from there, under another name too.
[[nodiscard]] FieldSpec headersField(FieldSpec about);

} // namespace fusebox::ui

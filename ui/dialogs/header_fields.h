// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/field_kinds.h"

namespace fusebox::ui {

/// Headers to be sent, whose values are hidden: a value from the environment goes on coming from there, under
/// another name too. Names that are `isReserved` are refused.
[[nodiscard]] FieldSpec headersField(FieldSpec about, Place<std::vector<probe::HttpField>> place,
                                     bool (*isReserved)(const QString &name));

} // namespace fusebox::ui

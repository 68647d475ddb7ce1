// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/dialogs/field_spec.h"

namespace fusebox::ui {

/// Who answers when the endpoint does not.
void addFallback(std::vector<FieldSpec> &fields);

} // namespace fusebox::ui

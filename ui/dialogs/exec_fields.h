// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/dialogs/field_spec.h"

namespace fusebox::ui {

/// What is run, and with what around it.
void addCommand(std::vector<FieldSpec> &fields);

} // namespace fusebox::ui

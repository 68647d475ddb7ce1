// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/dialogs/field_spec.h"

namespace fusebox::ui {

/// How long to wait, what to try again, and when to stop asking.
void addTimeouts(std::vector<FieldSpec> &fields);
void addRetry(std::vector<FieldSpec> &fields);
void addCircuit(std::vector<FieldSpec> &fields);

} // namespace fusebox::ui

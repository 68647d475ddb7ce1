// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/dialogs/field_spec.h"

namespace fusebox::ui {

/// Whom to trust, and which way to go.
void addTls(std::vector<FieldSpec> &fields);
void addProxy(std::vector<FieldSpec> &fields);
void addNames(std::vector<FieldSpec> &fields);

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/dialogs/field_spec.h"

namespace fusebox::ui {

/// What is said and heard over tcp and tls, and answered by dns.
void addExchange(std::vector<FieldSpec> &fields);
void addRecords(std::vector<FieldSpec> &fields);

} // namespace fusebox::ui

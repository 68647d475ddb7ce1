// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/dialogs/endpoint_fields.h"

namespace fusebox::ui {

/// Who asks, of http and https.
void addCredentials(std::vector<FieldSpec> &fields);

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/dialogs/field_spec.h"

namespace fusebox::ui {

/// Every setting that has a default but `paused`, in the order of the dialog.
[[nodiscard]] std::vector<FieldSpec> endpointFields();
[[nodiscard]] QString sectionTitle(FieldSection section);
/// Those that few endpoints need.
[[nodiscard]] bool beginsFolded(FieldSection section);

} // namespace fusebox::ui

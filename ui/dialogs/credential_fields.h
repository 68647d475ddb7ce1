// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/field_kinds.h"

namespace fusebox::ui {

/// Who asks, by the `basic` and `bearer` of `parent` ("http").
void addCredentials(std::vector<FieldSpec> &fields, FieldSection section, const QByteArray &parent);

} // namespace fusebox::ui

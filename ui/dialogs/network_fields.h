// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/dialogs/endpoint_fields.h"

namespace fusebox::ui {

/// What is asked and expected, whom to trust, and which way to go.
void addRequest(std::vector<FieldSpec> &fields);
void addExpectations(std::vector<FieldSpec> &fields);
void addTls(std::vector<FieldSpec> &fields);
void addNames(std::vector<FieldSpec> &fields);

[[nodiscard]] FieldSpec about(FieldSection section, const char *key, const QString &label,
                              const QString &hint);

} // namespace fusebox::ui

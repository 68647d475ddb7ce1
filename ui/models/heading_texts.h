// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/endpoint_table_model.h"

namespace fusebox::ui {

/// "billing · 3 of 7 degraded", "billing · 7 healthy"; to a screen reader also that it is folded.
[[nodiscard]] QString headingText(const EndpointTableModel::Heading &heading);
[[nodiscard]] QString headingName(const EndpointTableModel::Heading &heading);
[[nodiscard]] QString headingFigures(const EndpointTableModel::Heading &heading);
[[nodiscard]] QString headingAccessibleText(const EndpointTableModel::Heading &heading);

} // namespace fusebox::ui

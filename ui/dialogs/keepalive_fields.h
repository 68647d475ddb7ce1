// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/dialogs/field_spec.h"

namespace fusebox::ui {

/// The pings that some servers of ws and wss want within messages. After the limits of messages, which they
/// keep to.
void addKeepalive(std::vector<FieldSpec> &fields);

} // namespace fusebox::ui

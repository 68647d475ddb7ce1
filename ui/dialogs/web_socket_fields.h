// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/dialogs/field_spec.h"

/// Of ws and wss.
namespace fusebox::ui {

/// What a connection is asked for with.
void addUpgrade(std::vector<FieldSpec> &fields);
/// What is said and what is to be heard.
void addMessages(std::vector<FieldSpec> &fields);
/// How long a connection is kept, and when it is dialled again.
void addKeeping(std::vector<FieldSpec> &fields);

} // namespace fusebox::ui

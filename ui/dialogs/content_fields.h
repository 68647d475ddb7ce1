// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/field_kinds.h"

/// What a body or a message has to hold.
namespace fusebox::ui {

/// Refuses what is no regular expression to what runs it.
[[nodiscard]] tl::expected<void, QString> needsPattern(const QString &text);
/// A regular expression found in it, at the place of `about.key`; empty: anything.
[[nodiscard]] FieldSpec patternField(FieldSpec about);
/// Values of the JSON that it is, likewise.
[[nodiscard]] FieldSpec jsonField(FieldSpec about);

} // namespace fusebox::ui

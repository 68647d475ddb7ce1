// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/field_kinds.h"

/// What a body or a message has to hold.
namespace fusebox::ui {

/// Refuses what is no regular expression to what runs it.
[[nodiscard]] tl::expected<void, QString> needsPattern(const QString &text);
/// Bytes somewhere in it; empty: anything.
[[nodiscard]] FieldSpec soughtField(FieldSpec about, Place<QByteArray> place);
/// A regular expression found in it; empty: anything.
[[nodiscard]] FieldSpec patternField(FieldSpec about, Place<QString> place);
/// Values of the JSON that it is.
[[nodiscard]] FieldSpec jsonField(FieldSpec about, Place<std::vector<probe::JsonExpectation>> place);

} // namespace fusebox::ui

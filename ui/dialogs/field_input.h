// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "ui/dialogs/field_spec.h"

class QWidget;

namespace fusebox::ui {

/// With what a value is typed or picked: a line, a box, a text of many lines, a list.
struct FieldInput
{
    QWidget *widget = nullptr; ///< the child of the parent given
    std::function<QString()> text;
    std::function<void(const QString &)> setText;
    bool isWide = false; ///< takes the place of the hint beside it, which goes below
    bool isTall = false; ///< of several lines
};

/// `edited` is called after each change.
[[nodiscard]] FieldInput makeInput(const FieldSpec &spec, QWidget *parent, std::function<void()> edited);

} // namespace fusebox::ui

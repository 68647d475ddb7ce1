// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace fusebox::ui {

/// The translation context of everything in ui/text.
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(fusebox::ui::Text)
};

} // namespace fusebox::ui

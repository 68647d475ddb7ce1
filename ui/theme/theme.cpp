// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QPalette>

namespace fusebox::ui {

Theme::Theme(const QPalette &system, QObject *parent)
    : QObject(parent)
    , m_colours(system)
{
}

void Theme::follow(const QPalette &system)
{
    const Colours colours(system);
    if (colours == m_colours)
        return;
    m_colours = colours;
    Q_EMIT changed();
}

} // namespace fusebox::ui

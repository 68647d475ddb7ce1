// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/theme/colours.h"

namespace fusebox::ui {

/// The colours as they are now, handed to everything that paints. Owned by the window, which follows the
/// system's palette; outlives what it is handed to.
class Theme final : public QObject
{
    Q_OBJECT

public:
    explicit Theme(const QPalette &system, QObject *parent = nullptr);

    [[nodiscard]] const Colours &colours() const { return m_colours; }
    void follow(const QPalette &system);

Q_SIGNALS:
    void changed();

private:
    Colours m_colours;
};

} // namespace fusebox::ui

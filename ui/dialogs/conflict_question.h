// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QStringList>

class QWidget;

namespace fusebox::ui {

/// Two versions of a configuration, of which one can stay.
struct Conflict
{
    QString path = {};
    QStringList lines = {}; ///< in what the file differs; plain text
    std::function<void()> reload = {};
    std::function<void()> overwrite = {};
};

/// Asks whether the file is to be read again, or to be written over. Does not wait; one that is still open is
/// closed, as what it says is out of date.
void askWhichToKeep(const Conflict &conflict, QWidget *parent);

} // namespace fusebox::ui

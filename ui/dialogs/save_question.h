// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QString>

class QWidget;

namespace fusebox::ui {

/// Asks for the file that something is to be saved in, in the home folder and as `name` to begin with;
/// `chosen` is handed its path. Does not wait.
void askWhereToSave(const QString &title, const QString &name, QWidget *parent,
                    std::function<void(const QString &path)> chosen);

} // namespace fusebox::ui

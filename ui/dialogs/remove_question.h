// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QString>

class QWidget;

namespace fusebox::ui {

/// Asks before endpoints are removed; `confirmed` runs when the answer is yes. Does not wait. Names are shown
/// as plain text.
void askToRemove(const QStringList &names, QWidget *parent, std::function<void()> confirmed);

} // namespace fusebox::ui

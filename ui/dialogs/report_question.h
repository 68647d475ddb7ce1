// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include <QStringList>

class QWidget;

namespace fusebox::ui {

/// A report that somebody wants.
struct ReportWish
{
    std::chrono::milliseconds length = std::chrono::hours(24 * 30); ///< back from now
    std::optional<QString> group = {};                              ///< none: of all endpoints
    QString path = {}; ///< where it is to be saved; its ending says as what: html, csv or json
};

/// Asks of what time, of whom and as what, and then where to; does not wait.
void askForReport(const QStringList &groups, QWidget *parent,
                  std::function<void(const ReportWish &wish)> wished);

} // namespace fusebox::ui

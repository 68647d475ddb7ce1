// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QByteArray>

#include "ui/rows/log_entry.h"

namespace fusebox::ui {

/// Lines of the log as people paste them: time, name and sentence between tabs.
[[nodiscard]] QString logText(const std::vector<const LogEntry *> &entries);
/// As in RFC 4180, UTF-8, with a head: time (ISO 8601, UTC), endpoint, name, kind, event. A cell that a
/// spreadsheet would take for a formula begins with an apostrophe.
[[nodiscard]] QByteArray logCsv(const std::vector<const LogEntry *> &entries);
/// An array of objects with the same members.
[[nodiscard]] QByteArray logJson(const std::vector<const LogEntry *> &entries);

} // namespace fusebox::ui

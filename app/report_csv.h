// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include "core/history/report/report.h"

namespace fusebox::app {

/// A report as a table (RFC 4180, UTF-8): a row for each endpoint, then one for each incident; what a row has
/// no value for is empty. Text that a spreadsheet would take for a formula begins with an apostrophe.
[[nodiscard]] QByteArray reportCsv(const history::Report &report);

} // namespace fusebox::app

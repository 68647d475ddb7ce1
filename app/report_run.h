// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include "app/command_line.h"
#include "core/history/report/report.h"

namespace fusebox::app {

/// --report: prints what the history tells, with a QCoreApplication of its own; the process's exit code.
/// Problems go to standard error.
[[nodiscard]] int runReport(int argc, char **argv, const Options &options);

/// A report as it is printed, or written to a file.
[[nodiscard]] QByteArray reportText(const history::Report &report, ReportFormat format);

} // namespace fusebox::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include "core/history/report/report.h"

namespace fusebox::app {

/// A report as one page of HTML that needs nothing else: no script, no other file. It is well-formed XML,
/// too; text from outside in it is text, whatever it holds. Times are those of the clock here. Thread: any.
[[nodiscard]] QByteArray reportPage(const history::Report &report);

} // namespace fusebox::app

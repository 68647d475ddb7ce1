// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include "core/history/report/report.h"

namespace fusebox::app {

/// A report as one line of JSON, with its line feed; app/README.md has its keys. What is not known is null.
[[nodiscard]] QByteArray reportJson(const history::Report &report);

} // namespace fusebox::app

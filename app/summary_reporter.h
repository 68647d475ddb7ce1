// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include "core/history/run_summary.h"

namespace fusebox::app {

/// A run in one line of JSON, with its line feed: {"type": "summary", "endpoints": [...]}. What is not known
/// is null.
[[nodiscard]] QByteArray summaryLine(const std::vector<history::EndpointSummary> &endpoints);

/// The same for people: a table, a line an endpoint.
[[nodiscard]] QByteArray summaryTable(const std::vector<history::EndpointSummary> &endpoints);

} // namespace fusebox::app

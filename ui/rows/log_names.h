// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "ui/rows/log_entry.h"

namespace fusebox::ui {

class EndpointStore;

/// What of the events is worth a line, with the names that people know the endpoints by: those of
/// `endpoints`, or the id of one that is there no more.
[[nodiscard]] std::vector<LogEntry> namedEntries(const std::vector<health::Event> &events,
                                                 const EndpointStore &endpoints);

} // namespace fusebox::ui

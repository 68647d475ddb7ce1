// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include "core/health/values/events.h"

namespace fusebox::app {

/// An event as a line for people, with its line feed: local time, endpoint in a column `width` characters
/// wide, sentence. Nothing from outside can steer the terminal.
[[nodiscard]] QByteArray textLine(const health::Event &event, int width = 0);

/// The width that puts the sentences of these endpoints under each other, unless an id is very long.
[[nodiscard]] int columnWidth(const std::vector<settings::EndpointConfig> &endpoints);

} // namespace fusebox::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include "core/health/values/events.h"

namespace fusebox::app {

/// An event as one line of JSON with its line feed: the interface that the README documents. Every key of the
/// event's type is there; what is not known is null. Times are milliseconds with microseconds after the
/// point.
[[nodiscard]] QByteArray jsonLine(const health::Event &event);

} // namespace fusebox::app

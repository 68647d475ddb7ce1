// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace fusebox::probe {

/// Messages that came: the first at once, those soon after it together, so that a flood of them is no flood
/// of events. None of them, but the expected one: that was a ping of the server's own kind.
struct LinkMessages
{
    qint64 count = 0;
    qint64 bytes = 0;
    qint64 bad = 0;          ///< that are no JSON, where they are to be
    bool isExpected = false; ///< the first that meets the expectation is among them
};

} // namespace fusebox::probe

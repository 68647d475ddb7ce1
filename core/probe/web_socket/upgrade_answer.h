// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QByteArray>

#include "core/resilience/time.h"

namespace fusebox::probe {

/// What a server answered the request for an upgrade with, of which QWebSocket tells in a sentence alone.
struct UpgradeAnswer
{
    int status = 0;
    QByteArray reason = {};                                 ///< its words for the status
    std::optional<resilience::Nanoseconds> retryAfter = {}; ///< its wish (Retry-After), unbounded
    QByteArray extensions = {};                             ///< that it means to use; empty: none

    [[nodiscard]] bool isUpgrade() const { return status == 101; }
};

/// None if `bytes` do not begin with a whole head of HTTP/1.
[[nodiscard]] std::optional<UpgradeAnswer> readUpgradeAnswer(QByteArrayView bytes);

} // namespace fusebox::probe

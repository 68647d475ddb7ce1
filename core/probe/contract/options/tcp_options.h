// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace fusebox::probe {

/// tcp:// and tls://: what to send once connected, and what is to come back.
struct TcpOptions
{
    static constexpr int mostBytes = 64 * 1024; ///< of `expect`, and of what is read to find it

    QByteArray send = {};
    QByteArray expect = {}; ///< bytes to be found in what the peer sends; empty: connecting is enough

    bool operator==(const TcpOptions &) const = default;
};

} // namespace fusebox::probe

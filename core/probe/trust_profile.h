// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace fusebox::probe {

/// Whom to trust in TLS. One TLS context serves all endpoints with equal profiles. Chain and host name are
/// always verified.
struct TrustProfile
{
    QString caFile = {}; ///< PEM file whose CAs are trusted instead of the system's; empty: the system's

    bool operator==(const TrustProfile &) const = default;
    bool operator<(const TrustProfile &other) const { return caFile < other.caFile; } ///< to be a key
};

} // namespace fusebox::probe

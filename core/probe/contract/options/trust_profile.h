// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tuple>

#include <QString>

namespace fusebox::probe {

/// Whom to trust in TLS, and who to be. One TLS context serves all endpoints with equal profiles. Chain and
/// host name are verified unless `allowSelfSigned` says otherwise.
struct TrustProfile
{
    /// PEM file whose certificates are trusted instead of the system's CAs, each by itself: roots, issuing
    /// CAs without theirs, servers' own. Empty: the system's.
    QString caFile = {};
    QString clientCertificate = {}; ///< PEM file with the certificate (and chain) to show; empty: none
    QString clientKey = {};         ///< PEM file with its key; empty: in the same file
    QString pin = {}; ///< SHA-256 of the peer's certificate (DER), 64 hexadecimal digits; empty: any
    bool allowSelfSigned = false; ///< chain and host name are not verified; never by default

    bool operator==(const TrustProfile &) const = default;
    bool operator<(const TrustProfile &other) const { return key() < other.key(); } ///< to be a key

private:
    [[nodiscard]] auto key() const
        -> std::tuple<const QString &, const QString &, const QString &, const QString &, bool>
    {
        return {caFile, clientCertificate, clientKey, pin, allowSelfSigned};
    }
};

} // namespace fusebox::probe

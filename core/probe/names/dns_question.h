// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include <tl/expected.hpp>

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QUrl>

#include "core/probe/contract/faults/dns_fault.h"

namespace fusebox::probe {

/// The types of records that we read, by their numbers on the wire.
enum class DnsType : std::uint16_t {
    A = 1,
    Ns = 2,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    Mx = 15,
    Txt = 16,
    Aaaa = 28,
    Srv = 33,
    Caa = 257
};

struct DnsQuestion
{
    QByteArray name; ///< in ASCII
    DnsType type = DnsType::A;

    bool operator==(const DnsQuestion &) const = default;
    friend std::size_t qHash(const DnsQuestion &question, std::size_t seed)
    {
        return qHashMulti(seed, question.name, static_cast<int>(question.type));
    }
};

/// "aaaa", without regard to case.
[[nodiscard]] std::optional<DnsType> dnsTypeFrom(const QString &word);

/// A name as DNS takes it: 1 to 253 characters, labels of 1 to 63 letters, digits, "-", "_", "*" and "/"; or
/// "." alone, the root. International names are turned into ASCII. Else DnsFault::BadName.
[[nodiscard]] tl::expected<QByteArray, DnsFault> dnsNameFrom(const QString &text);

/// The name that a dns:// URL asks for: its path, in which a slash of the name's own is %2F.
[[nodiscard]] tl::expected<QByteArray, DnsFault> dnsNameIn(const QUrl &url);

/// What a dns:// URL asks, and whom.
struct DnsTarget
{
    QString server; ///< a name (in ASCII) or a literal address; empty: the system's servers
    quint16 port = 53;
    DnsQuestion question;

    bool operator==(const DnsTarget &) const = default;
};

/// Reads dns://server:port/name?type=A. Without a server the system's are asked, without a type for A. Fails
/// with BadName, BadType or BadServer (a port without a server, credentials).
[[nodiscard]] tl::expected<DnsTarget, DnsFault> dnsTargetFrom(const QUrl &url);

} // namespace fusebox::probe

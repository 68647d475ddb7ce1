// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include "core/probe/names/dns_settings.h"

namespace fusebox::probe {

/// What resolv.conf(5) says of whom to ask and for which names.
struct ResolvConf
{
    QList<DnsServer> servers = {};
    /// Domains in which a name is looked for, without dots around them; the root's is empty. None: not given.
    QList<QByteArray> search = {};
    int ndots = 1;              ///< a name with as many dots is tried as it is first
    bool triesShortAsIs = true; ///< a name without a dot is tried as it is at all (no-tld-query)
    bool overTcp = false;       ///< at once, without UDP (use-vc)
    bool asksForIPv6 = true;    ///< where both families will do (no-aaaa)

    bool operator==(const ResolvConf &) const = default;
};

/// Reads a file as glibc does, and what it could not mean otherwise: lines may end in CR LF and begin with
/// blanks, "#" or ";" begins a comment. The last of several `search` and `domain` counts, `options` add up.
/// Servers may have a zone (fe80::1%eth0), and there may be more than three. What is not known is left out.
/// `port` is the servers'.
[[nodiscard]] ResolvConf resolvConfFrom(QByteArrayView text, quint16 port = 53);

/// The file that the settings name, under what LOCALDOMAIN and RES_OPTIONS say (resolv.conf(5)). Without a
/// server it is this machine, without a search list the domain of this machine's name. The settings' own
/// servers take the place of the file's.
[[nodiscard]] ResolvConf readResolvConf(const DnsSettings &settings);

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/host_scope.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QHostAddress>

#include "core/probe/names/special_names.h"

namespace fusebox::settings {

namespace {

/// An IPv4 address in IPv6's clothes is what it is.
QHostAddress unmapped(const QHostAddress &address)
{
    bool isIPv4 = false;
    const quint32 number = address.toIPv4Address(&isIPv4);
    return isIPv4 ? QHostAddress(number) : address;
}

bool isOfRfc1918(const QHostAddress &address)
{
    constexpr std::array<std::pair<quint32, int>, 3> blocks{
        {{0x0a000000, 8}, {0xac100000, 12}, {0xc0a80000, 16}}};
    return std::ranges::any_of(blocks, [&](const auto &block) {
        return address.isInSubnet(QHostAddress(block.first), block.second);
    });
}

HostScope scopeOf(const QHostAddress &address)
{
    if (address.isLoopback())
        return HostScope::Loopback;
    const bool isPrivate = isOfRfc1918(address) || address.isLinkLocal() || address.isUniqueLocalUnicast();
    return isPrivate ? HostScope::Private : HostScope::Public;
}

} // namespace

HostScope scopeOf(const QString &host)
{
    if (const QHostAddress address(host); !address.isNull())
        return scopeOf(unmapped(address));
    if (probe::isLocalhost(host))
        return HostScope::Loopback;
    const bool isNear = !host.isEmpty() && (probe::isMulticastName(host) || probe::isSingleLabel(host));
    return isNear ? HostScope::Private : HostScope::Public;
}

} // namespace fusebox::settings

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/addresses.h"

#include <algorithm>
#include <iterator>

namespace fusebox::probe {

AddressFamily familyOf(const QHostAddress &address)
{
    return address.protocol() == QAbstractSocket::IPv6Protocol ? AddressFamily::IPv6 : AddressFamily::IPv4;
}

QList<QHostAddress> ofFamily(const QList<QHostAddress> &addresses, AddressFamily family)
{
    QList<QHostAddress> result;
    std::ranges::copy_if(addresses, std::back_inserter(result), [family](const QHostAddress &address) {
        return family == AddressFamily::Any || familyOf(address) == family;
    });
    return result;
}

} // namespace fusebox::probe

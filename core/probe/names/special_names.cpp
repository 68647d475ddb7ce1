// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/special_names.h"

namespace fusebox::probe {

using namespace Qt::StringLiterals;

namespace {

QString withoutRootDot(const QString &host)
{
    return host.endsWith(u'.') ? host.chopped(1) : host;
}

} // namespace

bool isLocalhost(const QString &host)
{
    const QString name = withoutRootDot(host);
    return name.compare("localhost"_L1, Qt::CaseInsensitive) == 0 ||
           name.endsWith(".localhost"_L1, Qt::CaseInsensitive);
}

bool isMulticastName(const QString &host)
{
    return withoutRootDot(host).endsWith(".local"_L1, Qt::CaseInsensitive);
}

bool isOnion(const QString &host)
{
    return withoutRootDot(host).endsWith(".onion"_L1, Qt::CaseInsensitive);
}

bool isSingleLabel(const QString &host)
{
    return !host.contains(u'.');
}

} // namespace fusebox::probe

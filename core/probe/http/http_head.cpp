// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_head.h"

#include "core/probe/contract/schemes.h"

namespace fusebox::probe {

QByteArray authorityOf(QUrl url)
{
    const Scheme *scheme = findScheme(url.scheme());
    if (scheme && url.port() == scheme->port)
        url.setPort(-1);
    QByteArray authority = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveUserInfo | QUrl::RemovePath |
                                         QUrl::RemoveQuery | QUrl::RemoveFragment)
                               .mid(2); // without the slashes
    const qsizetype zone = authority.startsWith('[') ? authority.indexOf('%') : -1;
    return zone < 0 ? authority : authority.remove(zone, authority.indexOf(']') - zone);
}

void appendField(QByteArray &bytes, QByteArrayView name, QByteArrayView value)
{
    bytes.append(name).append(": ").append(value).append("\r\n");
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http_request.h"

namespace fusebox::probe {

namespace {

/// Host and port as they stand in the URL; never the user or password.
QByteArray hostField(const QUrl &url)
{
    return url
        .toEncoded(QUrl::RemoveScheme | QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery |
                   QUrl::RemoveFragment)
        .mid(2); // without the slashes
}

QByteArray targetOf(const QUrl &url)
{
    const QByteArray target =
        url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
    return target.startsWith('/') ? target : '/' + target;
}

} // namespace

QByteArray httpRequest(const QUrl &url)
{
    return "GET " + targetOf(url) + " HTTP/1.1\r\nHost: " + hostField(url) +
           "\r\nUser-Agent: fusebox/" FUSEBOX_VERSION "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
}

} // namespace fusebox::probe

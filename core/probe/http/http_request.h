// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <tl/expected.hpp>

#include <QByteArray>
#include <QUrl>

#include "core/probe/contract/faults/http_fault.h"
#include "core/probe/contract/options/http_options.h"

namespace fusebox::probe {

/// A request that either version of HTTP can put into bytes as it is: nothing in it can end a line.
struct HttpRequest
{
    QByteArray method;
    QByteArray scheme;
    QByteArray authority;           ///< host and port: the URL's, or the Host that was given
    QByteArray target;              ///< path and query
    std::vector<HttpField> headers; ///< all but Host and those of the connection
    QByteArray body;
    QByteArray head = {}; ///< the head of the request in HTTP/1.1: what is asked often is put into bytes once
};

/// What the way to a target adds to a request.
struct HttpWay
{
    QByteArray cookies = {}; ///< what the chain of redirects has been given for it, "a=b; c=d"
    /// The URL as a whole is what is asked for (RFC 9112, 3.2.2): of a proxy, which fetches it.
    bool isAbsolute = false;
    QByteArray proxyAuthorization = {}; ///< what the proxy wants to hear; empty: nothing
};

/// What to send to `url` (absolute, http or https), asking in HTTP/1.1 for a connection that stays
/// (`keepAlive`) or ends. A User-Agent, Host, Accept, Accept-Encoding or Authorization that is given
/// takes the place of our own; the URL's user and password are never sent. Without the user's word bodies are
/// asked for as they are ("identity"). What HTTP does not allow is ErrorClass::Protocol with its fault and
/// without a detail: what was given may be secret.
[[nodiscard]] tl::expected<HttpRequest, HttpFailure>
makeHttpRequest(const QUrl &url, const HttpOptions &options, const HttpWay &way = {});

/// A field that frames the message or manages the connection (RFC 9110, 7.6.1; RFC 9112, 6): it is written
/// for each request, and refused when given by hand.
[[nodiscard]] bool isReservedField(QByteArrayView name);

} // namespace fusebox::probe

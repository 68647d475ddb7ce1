// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QUrl>

#include "core/probe/contract/probe_request.h"
#include "core/probe/http/http_recorder.h"

namespace fusebox::probe {

/// Where a redirect leads, and what to ask there.
struct HttpRedirect
{
    QUrl url;
    HttpOptions options;
    bool isForeign = false; ///< another origin: nothing that is secret may go there
};

/// What follows the answer to a request of `options` at `url`: nothing if it is no redirect (RFC 9110, 15.4:
/// 301, 302, 303, 307, 308 with a Location) or none is to be followed, else the next request. `followed`: how
/// many have been already. 303 asks with GET, and so do 301 and 302 after a POST (Fetch standard, 4.4). To
/// another origin (scheme, host, port) go no authentication, and of the fields given only those that do not
/// tell who asks. Failures are ErrorClass::Protocol.
[[nodiscard]] tl::expected<std::optional<HttpRedirect>, HttpFailure>
redirectFrom(const QUrl &url, const HttpOptions &options, const HttpRecorder &answer, int followed);

/// A chain that has come home from elsewhere: what the origin of `own` alone is told goes to it again.
void takeBackCredentials(ProbeRequest &request, const ProbeRequest &own);

} // namespace fusebox::probe

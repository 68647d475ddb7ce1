// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QByteArray>

#include "core/probe/contract/faults/proxy_fault.h"
#include "core/probe/contract/options/proxy_options.h"
#include "core/probe/http/http_recorder.h"

namespace fusebox::probe {

/// The value of a Proxy-Authorization (RFC 7617); empty: the proxy is told nothing.
[[nodiscard]] QByteArray basicProxyAuthorization(const ProxyOptions &proxy);

/// What an answer says of the way, where it is the proxy's own and not that of whom it was asked to fetch
/// from; in the words of a refused CONNECT. None: it is the target's, as far as can be known. A 407 is a
/// proxy's. Any other error is the proxy's if it says so (Proxy-Status, RFC 9209; Proxy-Agent, X-Squid-Error,
/// a Server that is a proxy), and a 502 or 504 also if nobody says to have passed it on (Via, RFC
/// 9110, 7.6.3).
[[nodiscard]] std::optional<ProxyFailure> proxysOwnFailure(const HttpRecorder &answer,
                                                           const ProxyOptions &proxy);

} // namespace fusebox::probe

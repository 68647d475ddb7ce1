// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/contract/probe_request.h"
#include "core/probe/contract/secrets.h"
#include "core/probe/http/http_judge.h"
#include "core/probe/http/http_request.h"
#include "core/probe/http/idle_connections.h"
#include "core/probe/transport/transport.h"

namespace fusebox::probe {

/// One hop, ready to be asked. Through an HTTP proxy, http is asked of the proxy itself (RFC 9112, 3.2.2):
/// most let nobody CONNECT but to ports of TLS. All else is led through a tunnel: TLS, and HTTP/2 without it,
/// which has no such form.
struct HttpHopPlan
{
    explicit HttpHopPlan(ProbeRequest asked, const QByteArray &cookies = {});

    /// Whom we talk to is the proxy, and what it answers may be its own.
    [[nodiscard]] bool isAskedOfProxy() const;

    ProbeRequest request;
    tl::expected<HttpRequest, HttpFailure> message; ///< or what HTTP does not allow about it
    ConnectionKey key;
    Transport::Target target;
};

/// What all attempts at one http or https URL have in common: made once, shared by them, never changed.
struct HttpPlan : HttpHopPlan
{
    explicit HttpPlan(ProbeRequest asked);

    tl::expected<HttpJudge, HttpFailure> judge; ///< or what cannot be expected of any answer
    QUrl shownUrl;                              ///< without user, password and what was filled in
    SecretMask mask;                            ///< of what it is told, and its proxy
};

} // namespace fusebox::probe

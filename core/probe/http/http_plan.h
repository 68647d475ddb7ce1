// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/http/http_judge.h"
#include "core/probe/http/http_request.h"
#include "core/probe/http/idle_connections.h"
#include "core/probe/probe_request.h"
#include "core/probe/transport/transport.h"

namespace fusebox::probe {

/// One hop, ready to be asked.
struct HttpHopPlan
{
    explicit HttpHopPlan(ProbeRequest asked);

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
    QUrl shownUrl;                              ///< without user and password
};

} // namespace fusebox::probe

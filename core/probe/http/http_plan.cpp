// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_plan.h"

#include "core/probe/socket_probe.h"

namespace fusebox::probe {

namespace {

ConnectionKey keyOf(const ProbeRequest &request)
{
    const bool tls = request.url.scheme() == u"https";
    return {.scheme = request.url.scheme(),
            .host = request.url.host(QUrl::FullyEncoded),
            .port = request.url.port(tls ? 443 : 80),
            .trust = request.trust,
            .proxy = request.proxy,
            .family = request.names.family,
            .version = request.http.version};
}

} // namespace

HttpHopPlan::HttpHopPlan(ProbeRequest asked)
    : request(std::move(asked))
    , message(makeHttpRequest(request.url, request.http))
    , key(keyOf(request))
    , target(transportTarget(request))
{
}

HttpPlan::HttpPlan(ProbeRequest asked)
    : HttpHopPlan(std::move(asked))
    , judge(HttpJudge::create(request.http.expect))
    , shownUrl(request.url.adjusted(QUrl::RemoveUserInfo))
{
}

} // namespace fusebox::probe

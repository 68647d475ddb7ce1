// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http_probe.h"

#include "core/probe/socket_probe.h"

namespace fusebox::probe {

HttpProbe::HttpProbe(const ProbeRequest &request, const Network &network)
    : TimedProbe(request, network.clock)
    , m_network(network)
    , m_hop(request)
{
}

void HttpProbe::begin()
{
    auto judge = HttpJudge::create(request().http.expect);
    if (!judge)
        return fail(judge.error());
    m_judge = std::move(*judge);
    dial();
}

/// A hop that cannot be asked is not dialled.
void HttpProbe::dial()
{
    if (const auto prepared = prepare(); !prepared)
        return fail(prepared.error());
    m_connections.push_back(std::make_unique<HttpConnection>(m_network, m_hop.http.version, false));
    m_connections.back()->open(transportTarget(m_hop), *this);
}

tl::expected<void, HttpFailure> HttpProbe::prepare()
{
    const std::int64_t maxBody = m_hop.http.maxBody;
    m_recorder = HttpRecorder(maxBody, m_judge.bodyNeeded(maxBody));
    auto message = makeHttpRequest(m_hop.url, m_hop.http);
    if (!message)
        return tl::unexpected(message.error());
    m_message = std::move(*message);
    return {};
}

void HttpProbe::connectionOpened()
{
    m_connections.back()->ask(m_message, m_recorder, *this);
}

void HttpProbe::exchangeCompleted()
{
    const auto followed = static_cast<int>(result().hops.size());
    auto redirect = redirectFrom(m_hop.url, m_hop.http, m_recorder, followed);
    if (!redirect)
        fail(redirect.error());
    else if (*redirect)
        follow(std::move(**redirect));
    else
        judge();
}

/// A client certificate is a credential like any other.
void HttpProbe::follow(HttpRedirect redirect)
{
    m_connections.back()->close();
    noteHop();
    m_hop.url = redirect.url;
    m_hop.http = std::move(redirect.options);
    if (redirect.isForeign) {
        m_hop.trust.clientCertificate.clear();
        m_hop.trust.clientKey.clear();
    }
    dial();
}

void HttpProbe::judge()
{
    watch().stop(); // judging is not the server's time
    if (const auto failure = m_judge.verdict(m_recorder, watch().times().sum(), clock()))
        fail(*failure);
    else
        succeed();
}

void HttpProbe::close()
{
    if (!m_connections.empty())
        m_connections.back()->close();
    result().answer = m_recorder.answer();
    if (result().answer)
        noteStatusCode(m_recorder.status());
    noteHop();
}

void HttpProbe::noteHop()
{
    const auto status = m_recorder.hasHead() ? std::optional(m_recorder.status()) : std::nullopt;
    result().hops.push_back({m_hop.url.adjusted(QUrl::RemoveUserInfo), status, watch().takeLap()});
}

} // namespace fusebox::probe

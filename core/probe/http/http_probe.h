// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/http/cookie_jar.h"
#include "core/probe/http/http_connection.h"
#include "core/probe/http/http_plan.h"
#include "core/probe/http/http_redirect.h"
#include "core/probe/timed/timed_probe.h"

namespace fusebox::probe {

class HttpPool;

/// Sends one request to an http or https URL, follows where it is redirected to, and holds the last answer
/// against what was expected. A request that HTTP does not allow is ErrorClass::Protocol before anything is
/// dialled. A connection that ends before the answer's first byte is ErrorClass::Reset, one that ends within
/// it ErrorClass::Protocol. A body longer than asked for is cut off, which is no failure. Every hop has its
/// own phase deadlines; the total is that of all. Every hop dials, unless keepAlive finds it a connection in
/// the pool. Nothing is ever sent twice, but for this: where a connection of the pool ends before the first
/// byte of the answer, it is dialled anew once and the result says so; not for a request that may not be
/// repeated (no idempotent method, no Idempotency-Key), for which that is the failure, unless the server says
/// that it has done nothing with it; and where any version of HTTP will do and the server wants HTTP/1.1
/// after all (RFC 9113, 7), that is dialled. Cookies live as long as the chain of redirects.
class HttpProbe final : public TimedProbe, private HttpConnection::Listener
{
    Q_OBJECT

public:
    /// `pool`: none, nothing is kept. It outlives the probe.
    HttpProbe(const ProbeRequest &request, const Network &network, HttpPool *pool = nullptr);
    /// Of a plan that many attempts share, with `total` time.
    HttpProbe(std::shared_ptr<const HttpPlan> plan, resilience::Nanoseconds total, const Network &network,
              HttpPool *pool);
    ~HttpProbe() override;

private:
    void begin() override;
    void close() override;

    void connectionEntered(Phase phase) override { enter(phase); }
    void connectionOpened() override;
    void headReceived() override { watch().liftDeadline(); }
    void exchangeCompleted() override;
    void connectionFailed(const HttpFailure &failure) override;

    [[nodiscard]] const HttpHopPlan &plan() const { return m_redirected ? *m_redirected : *m_plan; }
    [[nodiscard]] const ProbeRequest &hop() const { return plan().request; }
    [[nodiscard]] const HttpOptions &asked() const { return optionsOf<HttpOptions>(hop()); }
    void beginAnswer();
    void ask();
    void dial(HttpVersion version);
    void dialAnew(HttpVersion version);
    void release();
    [[nodiscard]] HttpConnection &connection() { return *m_connections.back(); }
    [[nodiscard]] bool wantsHttp11(const HttpFailure &failure) const;
    [[nodiscard]] bool mayDialAnew(const HttpFailure &failure) const;
    [[nodiscard]] bool isTimeoutOfKept();
    void follow(HttpRedirect redirect);
    void failOpenly(HttpFailure failure);
    void failByProxy(const ProxyFailure &failure);
    void noteWay();
    void hideCookies(HttpAnswer &answer);
    [[nodiscard]] const SecretMask &mask();
    void hideHops();
    void noteAnswer();
    void noteHop();
    void judge();

    Network m_network;
    HttpPool *m_pool; ///< none: nothing is kept
    std::shared_ptr<const HttpPlan> m_plan;
    std::optional<HttpHopPlan> m_redirected; ///< that of this hop, where it is not the first
    HttpRecorder m_recorder;
    CookieJar m_cookies;
    std::optional<SecretMask> m_mask;       ///< with what the cookies hold, once it is wanted
    std::optional<ProxyFault> m_proxyFault; ///< that the answer tells of
    std::vector<std::unique_ptr<HttpConnection>>
        m_connections; ///< all but the last are closed, or in the pool
};

} // namespace fusebox::probe

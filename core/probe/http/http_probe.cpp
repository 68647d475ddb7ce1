// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_probe.h"

#include <algorithm>
#include <array>

#include "core/probe/contract/failure_detail.h"
#include "core/probe/contract/http_text.h"
#include "core/probe/contract/repeatable.h"
#include "core/probe/contract/secrets.h"
#include "core/probe/http/http_pool.h"
#include "core/probe/http/proxy_answer.h"

namespace fusebox::probe {

using namespace std::chrono_literals;
using resilience::ErrorClass;

namespace {

/// Of the calendar, which is what cookies go by.
std::chrono::sys_seconds wallClock()
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// Of a host that answers under a name which its URL has not: cookies are set for that name, and go to it.
QUrl cookieUrl(const ProbeRequest &request)
{
    const auto isHost = [](const HttpField &field) { return equalsWithoutCase(field.name, "host"); };
    const auto &headers = optionsOf<HttpOptions>(request).headers;
    const auto given = std::ranges::find_if(headers, isHost);
    QUrl url = request.url;
    if (given != headers.end())
        url.setAuthority(QString::fromLatin1(given->value));
    return url.isValid() && !url.host().isEmpty() ? url : request.url;
}

QByteArray withoutCookie(QByteArray setCookie)
{
    const qsizetype value = setCookie.indexOf('=') + 1;
    const qsizetype end = setCookie.indexOf(';', value);
    return setCookie.replace(value, (end < 0 ? setCookie.size() : end) - value, "***");
}

} // namespace

HttpProbe::HttpProbe(const ProbeRequest &request, const Network &network, HttpPool *pool)
    : HttpProbe(std::make_shared<const HttpPlan>(request), request.timeouts.total, network, pool)
{
}

HttpProbe::HttpProbe(std::shared_ptr<const HttpPlan> plan, resilience::Nanoseconds total,
                     const Network &network, HttpPool *pool)
    : TimedProbe({plan, &plan->request}, total, network.clock)
    , m_network(network)
    , m_pool(optionsOf<HttpOptions>(request()).keepAlive ? pool : nullptr)
    , m_plan(std::move(plan))
{
}

HttpProbe::~HttpProbe() = default;

void HttpProbe::begin()
{
    if (!m_plan->judge)
        return fail(m_plan->judge.error());
    ask();
}

void HttpProbe::beginAnswer()
{
    // A size that may be is counted, though no more of it is kept.
    const std::int64_t counted = asked().expect.maxSize.value_or(0);
    const std::int64_t maxBody = std::max(asked().maxBody, counted);
    const auto kept = asked().keepBody ? std::max<qsizetype>(asked().maxBody, 0)
                                       : HttpAnswer::keptBody + m_plan->mask.longest();
    m_recorder = HttpRecorder(maxBody, m_plan->judge->bodyNeeded(asked().maxBody), kept);
    m_recorder.endWhen([this] { return m_plan->judge->hasFoundAll(m_recorder, clock()); });
}

/// A hop that cannot be asked is not dialled.
void HttpProbe::ask()
{
    beginAnswer();
    if (!plan().message)
        return fail(plan().message.error());
    auto idle = m_pool ? m_pool->take(plan().key) : nullptr;
    result().reused = idle != nullptr;
    if (!idle)
        return dial(asked().version);
    m_connections.push_back(std::move(idle));
    connection().ask(*plan().message, m_recorder, *this);
}

void HttpProbe::dial(HttpVersion version)
{
    m_connections.push_back(std::make_unique<HttpConnection>(m_network, version, asked().keepAlive));
    connection().open(plan().target, *this);
}

void HttpProbe::connectionOpened()
{
    connection().ask(*plan().message, m_recorder, *this);
}

void HttpProbe::exchangeCompleted()
{
    if (plan().isAskedOfProxy())
        if (const auto failure = proxysOwnFailure(m_recorder, hop().proxy))
            return failByProxy(*failure);
    if (isTimeoutOfKept()) {
        release();
        beginAnswer();
        return dialAnew(asked().version);
    }
    m_cookies.take(cookieUrl(hop()), m_recorder.fields(), wallClock());
    const auto followed = static_cast<int>(result().hops.size());
    auto redirect = redirectFrom(hop().url, asked(), m_recorder, followed);
    if (!redirect)
        failOpenly(redirect.error());
    else if (*redirect)
        follow(std::move(**redirect));
    else
        judge();
}

void HttpProbe::connectionFailed(const HttpFailure &failure)
{
    if (!mayDialAnew(failure))
        return failOpenly(failure);
    dialAnew(wantsHttp11(failure) ? HttpVersion::Http11 : asked().version);
}

void HttpProbe::dialAnew(HttpVersion version)
{
    result().reused = false;
    watch().stop();
    result().redialledAfter = result().redialledAfter.value_or(0ns) + watch().lap().sum();
    dial(version);
}

/// The server was about to close a connection that was kept, and has not read the request (RFC 9110, 15.5.9).
bool HttpProbe::isTimeoutOfKept()
{
    constexpr int requestTimeout = 408;
    const auto &expected = asked().expect.status;
    const bool isExpected = std::ranges::any_of(expected, [](const StatusRange &range) {
        return range.first <= requestTimeout && requestTimeout <= range.last;
    });
    return result().reused && m_recorder.status() == requestTimeout && !isExpected &&
           mayBeRepeated(plan().message->method, plan().message->headers);
}

/// Which it cannot say again over HTTP/1.1.
bool HttpProbe::wantsHttp11(const HttpFailure &failure) const
{
    return failure.wantsHttp11 && asked().version == HttpVersion::Auto;
}

bool HttpProbe::mayDialAnew(const HttpFailure &failure) const
{
    if (m_connections.back()->hasAnswerBegun())
        return false;
    const bool wasReset = failure.fault && failure.fault->kind == HttpFault::Kind::StreamReset;
    const bool wasLost = failure.errorClass == ErrorClass::Reset && !wasReset &&
                         mayBeRepeated(plan().message->method, plan().message->headers);
    return wantsHttp11(failure) || (result().reused && (failure.isUnprocessed || wasLost));
}

/// Into the pool, or closed. It may be what is calling us: it lives on in either case.
void HttpProbe::release()
{
    if (m_connections.empty())
        return;
    const bool isKept = m_pool && connection().isReusable();
    if (!isKept)
        connection().close(); // which may find out one thing more
    noteFindings(connection().findings());
    if (result().reused)
        result().nameWasKept = false; // nobody asked for it
    if (!isKept)
        return;
    m_pool->put(plan().key, std::move(m_connections.back()));
    m_connections.pop_back();
}

/// A client certificate is a credential like any other.
void HttpProbe::follow(HttpRedirect redirect)
{
    release();
    noteHop();
    ProbeRequest next = hop();
    next.url = redirect.url;
    next.options = std::move(redirect.options);
    if (redirect.isForeign) {
        next.trust.allowSelfSigned = false; // said of the origin that was asked, as was the pin
        next.trust.pin.clear();
        dropCredentials(next.trust);
    }
    if (isSameOrigin(request().url, next.url))
        takeBackCredentials(next, request());
    const QByteArray cookies = m_cookies.cookiesFor(cookieUrl(next), wallClock());
    m_redirected.emplace(std::move(next), cookies);
    ask();
}

void HttpProbe::judge()
{
    watch().stop(); // judging is not the server's time
    if (const auto failure = m_plan->judge->verdict(m_recorder, watch().times().sum(), clock()))
        failOpenly(*failure);
    else
        succeed();
}

void HttpProbe::failOpenly(HttpFailure failure)
{
    watch().stop(); // nor is hiding secrets
    failure.detail = failureDetail(failure.detail, mask());
    fail(failure);
}

void HttpProbe::failByProxy(const ProxyFailure &failure)
{
    m_proxyFault = failure.fault;
    failOpenly({failure, {}});
}

void HttpProbe::close()
{
    release();
    noteAnswer();
    noteWay();
    noteHop();
    hideHops();
}

/// Who keeps us from the target is the proxy, where it is the proxy that we connect to.
void HttpProbe::noteWay()
{
    auto &failure = result().failure;
    const bool isOnTheWay =
        (phase() == Phase::Dns || phase() == Phase::Connect) && result().phases[phase()].has_value();
    if (failure && isOnTheWay && plan().isAskedOfProxy())
        m_proxyFault = ProxyFault::NotReached;
    if (failure && m_proxyFault)
        failure->proxyFault = m_proxyFault;
}

/// A program that asks for the whole body gets it as it came; what is kept of any other is to be shown.
void HttpProbe::noteAnswer()
{
    auto answer = m_recorder.answer();
    if (!answer)
        return;
    noteStatusCode(m_recorder.status());
    hideCookies(*answer);
    result().answer = optionsOf<HttpOptions>(request()).keepBody ? *std::move(answer)
                                                                 : withoutSecrets(*std::move(answer), mask());
}

/// Their names are to be seen, as is how long they live.
void HttpProbe::hideCookies(HttpAnswer &answer)
{
    for (HttpField &field : answer.fields)
        if (equalsWithoutCase(field.name, "set-cookie"))
            field.value = withoutCookie(field.value);
}

/// What we were given on the way is as secret as what we have brought: a server may throw it back. Made when
/// the chain has ended.
const SecretMask &HttpProbe::mask()
{
    const auto given = m_cookies.secrets();
    if (given.empty())
        return m_plan->mask;
    if (!m_mask)
        m_mask = m_plan->mask.with(given);
    return *m_mask;
}

/// The endpoint's own is known to all; where a peer leads may tell what it was told.
void HttpProbe::hideHops()
{
    for (HttpHop &hop : result().hops)
        hop.url = &hop == &result().hops.front() ? m_plan->shownUrl : withoutSecrets(hop.url, mask());
}

void HttpProbe::noteHop()
{
    const auto status = m_recorder.hasHead() ? std::optional(m_recorder.status()) : std::nullopt;
    const auto &tls = result().tls;
    result().hops.push_back({.url = hop().url,
                             .status = status,
                             .phases = watch().takeLap(),
                             .verified = tls ? std::optional(tls->verified) : std::nullopt,
                             .expires = tls ? expiryOf(*tls) : std::nullopt});
}

} // namespace fusebox::probe

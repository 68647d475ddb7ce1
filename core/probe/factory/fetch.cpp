// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/factory/fetch.h"

#include <algorithm>

#include "core/probe/contract/probe_request.h"
#include "core/probe/contract/repeatable.h"
#include "core/probe/contract/schemes.h"
#include "core/probe/factory/network_probe_factory.h"
#include "core/probe/http/http_request.h"
#include "core/probe/http/http_retry_after.h"

namespace fusebox::probe {

using namespace resilience;

namespace {

/// Drops the probe that its own signal or a cancel may come from.
void drop(Probe *probe)
{
    probe->disconnect();
    probe->cancel();
    probe->deleteLater();
}

Result<Fetched> fetchedOf(const ProbeResult &result)
{
    if (result.failure)
        return tl::unexpected(static_cast<const Failure &>(*result.failure));
    return Fetched{.answer = *result.answer,
                   .url = result.hops.back().url,
                   .latency = result.latency,
                   .phases = result.phases,
                   .reused = result.reused};
}

ProbeRequest requestFor(const QUrl &url, const FetchOptions &options)
{
    HttpOptions http = options.http;
    http.expect.status.clear();
    http.keepBody = true;
    return {.url = url,
            .timeouts = options.timeouts,
            .trust = options.trust,
            .names = options.names,
            .proxy = options.proxy,
            .options = std::move(http)};
}

/// Statuses are answers here, so that every failure but these is of the network.
bool isOfTheNetwork(const Failure &failure)
{
    return resilience::kNetworkErrors.contains(failure.errorClass);
}

bool isServerError(const Fetched &fetched)
{
    return fetched.answer.status >= 500;
}

Nanoseconds wishOf(const Fetched &fetched)
{
    return retryAfterIn(fetched.answer.fields).value_or(Nanoseconds::zero());
}

} // namespace

/// What calls under way need, whether or not the client is still there.
class HttpClient::Shared
{
public:
    Shared(const HttpClientSettings &settings, Environment environment)
        : m_environment(std::move(environment))
        , m_slots(std::make_shared<SharedBulkhead>(BulkheadSettings{.maxConcurrent = settings.maxConcurrent,
                                                                    .maxQueue = settings.maxWaiting,
                                                                    .maxWait = settings.pool}))
        , m_probes(*m_environment.clock)
    {
    }

    [[nodiscard]] const Environment &environment() const { return m_environment; }

    [[nodiscard]] Pipeline pipelineFor(const FetchOptions &options) const
    {
        const RetryLayer retry{.settings = {.maxAttempts = std::max(options.retries, 0) + 1},
                               .retryIf = isOfTheNetwork};
        return Pipeline::make({TotalTimeoutLayer{std::max(options.timeouts.total, Nanoseconds(1))},
                               BulkheadLayer{m_slots}, retry},
                              m_environment.random)
            .value();
    }

    void attempt(ProbeRequest request, const Attempt &attempt, const Done<Fetched> &done)
    {
        if (attempt.deadline)
            request.timeouts.total = *attempt.deadline - m_environment.clock->now();
        Probe *probe = m_probes.create(request).release();
        const auto id = attempt.cancellation.onCancel([probe] { drop(probe); });
        QObject::connect(probe, &Probe::finished, probe,
                         [probe, done, id, cancellation = attempt.cancellation](const ProbeResult &result) {
                             cancellation.forget(id);
                             const auto fetched = fetchedOf(result);
                             drop(probe);
                             done(fetched);
                         });
        probe->start();
    }

private:
    Environment m_environment;
    std::shared_ptr<SharedBulkhead> m_slots;
    NetworkProbeFactory m_probes;
};

HttpClient::HttpClient(const HttpClientSettings &settings, const Environment &environment)
    : m_shared(std::make_shared<Shared>(settings, environment))
{
}

HttpClient::~HttpClient() = default;

QFuture<FetchResult> HttpClient::fetch(const QUrl &url, const FetchOptions &options)
{
    const ProbeRequest request = requestFor(url, options);
    const bool isHttp = isOfKind(url, ProbeKind::Http);
    const auto operation = makeCallbackOperation<Fetched>([shared = m_shared, request,
                                                           isHttp](const Attempt &attempt,
                                                                   const Done<Fetched> &done) {
        if (isHttp)
            shared->attempt(request, attempt, done);
        else
            done(tl::unexpected(Failure{.errorClass = ErrorClass::Protocol, .detail = "not http or https"}));
    });
    return run(m_shared->pipelineFor(options), m_shared->environment(), operation,
               CallOptions<Fetched>{
                   .traits = {.repeatable = mayBeRepeated(options.http.method, options.http.headers)},
                   .cancellation = options.cancellation,
                   .unwanted = isServerError,
                   .retryAfter = wishOf});
}

QFuture<FetchResult> fetch(const QUrl &url, const FetchOptions &options)
{
    thread_local HttpClient client;
    return client.fetch(url, options);
}

} // namespace fusebox::probe

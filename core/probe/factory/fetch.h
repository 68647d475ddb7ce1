// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QUrl>

#include "core/probe/contract/facts/http_answer.h"
#include "core/probe/contract/options/http_options.h"
#include "core/probe/contract/options/name_options.h"
#include "core/probe/contract/options/proxy_options.h"
#include "core/probe/contract/options/trust_profile.h"
#include "core/probe/contract/phases.h"
#include "core/resilience/async/event_loop.h"
#include "core/resilience/async/run.h"

namespace fusebox::probe {

struct FetchOptions
{
    HttpOptions http = {}; ///< of its expectations that of the status does not count: any status is an answer
    TrustProfile trust = {};
    NameOptions names = {};
    ProxyOptions proxy = {};
    Timeouts timeouts = {}; ///< of each attempt; `total` of all together, waiting included
    /// After a failure of the network or a 5xx, for methods that may be repeated (RFC 9110, 9.2.2) or with an
    /// Idempotency-Key; 0: none. A Retry-After is honoured, up to 5 s.
    int retries = 3;
    resilience::Cancellation cancellation = {}; ///< as cancelling the future
};

/// A whole exchange, redirects followed. All of it is the peer's raw bytes and hostile.
struct Fetched
{
    HttpAnswer answer = {};
    QUrl url = {}; ///< that answered in the end, without user and password, and masked: to be shown
    resilience::Nanoseconds latency = {};
    PhaseTimes phases = {}; ///< of the last attempt
    bool reused = false;    ///< over a connection that was kept
};

/// What a fetch ends with: the answer or the last error, `source`, and in `report` attempts, delays, every
/// attempt's error and the trace.
using FetchResult = resilience::CallResult<Fetched>;

struct HttpClientSettings
{
    int maxConcurrent = 20; ///< exchanges at once; more wait for a slot
    int maxWaiting = 1000;  ///< beyond it a call is rejected at once
    resilience::Nanoseconds pool =
        std::chrono::seconds(5); ///< a call that waits longer for a slot is rejected

    bool operator==(const HttpClientSettings &) const = default;
};

/// Fetches over connections of its own, resiliently. Thread: one with an event loop; calls under way outlive
/// the client.
class HttpClient
{
public:
    explicit HttpClient(const HttpClientSettings &settings = {},
                        const resilience::Environment &environment = resilience::threadEnvironment());
    ~HttpClient();
    Q_DISABLE_COPY_MOVE(HttpClient)

    [[nodiscard]] QFuture<FetchResult> fetch(const QUrl &url, const FetchOptions &options = {});

private:
    class Shared;
    std::shared_ptr<Shared> m_shared;
};

/// The same by a client that the thread keeps. GET `url` by default, 10 s in all, 3 retries.
[[nodiscard]] QFuture<FetchResult> fetch(const QUrl &url, const FetchOptions &options = {});

} // namespace fusebox::probe

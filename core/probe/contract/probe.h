// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include <QObject>
#include <QStringList>

#include "core/probe/contract/facts/http_answer.h"
#include "core/probe/contract/facts/tls_facts.h"
#include "core/probe/contract/faults/dns_fault.h"
#include "core/probe/contract/faults/http_fault.h"
#include "core/probe/contract/faults/proxy_fault.h"
#include "core/probe/contract/faults/web_socket_fault.h"
#include "core/probe/contract/probe_request.h"

namespace fusebox::probe {

/// The failure's detail is what was asked said of itself, and says it all.
struct OwnWords
{
    bool operator==(const OwnWords &) const = default;
};

/// What went wrong in detail, in the words of one kind; nothing where the error's class says it all.
using Fault = std::variant<std::monostate, HttpFault, DnsFault, TlsFault, WebSocketFault, OwnWords>;

template <typename Of>
[[nodiscard]] Fault asFault(const std::optional<Of> &fault)
{
    return fault ? Fault(*fault) : Fault();
}

/// A failed attempt: the core's failure, the phase it happened in, and what it was in detail. Where time was
/// up that is the phase it ran out in, and `timedOut` says whether it was the phase's own or that of the
/// whole.
struct ProbeFailure : resilience::Failure
{
    Phase phase = Phase::Dns;
    Fault fault = {};
    std::optional<ProxyFault> proxyFault = {}; ///< where it was the proxy, for which `fault` then is
    /// Of a WebSocket, only when a close frame came: as it came; 1005: it carried none.
    std::optional<int> closeCode = {};

    /// The fault, if it is one of that kind.
    template <typename Of>
    [[nodiscard]] std::optional<Of> as() const
    {
        const auto *of = std::get_if<Of>(&fault);
        return of ? std::optional<Of>(*of) : std::nullopt;
    }
};

/// One exchange on the way to the answer; those before the last were redirects.
struct HttpHop
{
    QUrl url = {}; ///< without user and password, and masked: to be shown
    std::optional<int> status = {};
    PhaseTimes phases = {};
    std::optional<bool> verified = {};                    ///< the certificate and its name; none without TLS
    std::optional<std::chrono::sys_seconds> expires = {}; ///< the first of its certificates

    bool operator==(const HttpHop &) const = default;
};

/// What it says of itself beside its answer, as a command does.
struct Remark
{
    QString text = {};      ///< one line, bounded; as it came
    bool isWarning = false; ///< it works, but not as it should

    bool operator==(const Remark &) const = default;
};

/// What one attempt measured. `latency` runs from start() to the last byte or to the failure, and is the sum
/// of `phases`; a failed attempt has the phases up to the one that failed.
struct ProbeResult
{
    resilience::Nanoseconds latency{0};
    PhaseTimes phases = {};
    std::optional<int> statusCode = {};
    std::optional<ProbeFailure> failure = {};
    std::optional<TlsFacts> tls = {}; ///< once the peer (of the last hop) has shown a certificate
    QByteArray firstBytes = {};       ///< tcp, tls: the first that came, at most 4 KiB; anything, not text
    std::optional<HttpAnswer> answer = {}; ///< of the last hop, once its head had come
    std::vector<HttpHop> hops = {};        ///< http and https: at least one; their phases add up to `phases`
    bool reused = false; ///< the last hop went over a connection that was kept: it has no dns, connect, tls
    /// A connection that was kept turned out closed, or the server wanted HTTP/1.1 after all, and was dialled
    /// anew: how long it took to turn out, which is a part of `phases`.
    std::optional<resilience::Nanoseconds> redialledAfter = {};
    bool nameWasKept = false; ///< the name's address is from an earlier answer: there is no Phase::Dns
    std::optional<AddressFamily> family = {}; ///< IPv4 or IPv6, once connected
    /// Connected to, or, where that failed, dialled first; of the proxy, if there is one. Empty: none yet.
    QString address = {};
    std::optional<Remark> remark = {};
    QStringList dnsRecords = {}; ///< of dns://: what the answer holds of the type asked for, bounded
};

/// It has answered, with a warning.
[[nodiscard]] bool isWarning(const ProbeResult &result);

/// Whether every certificate on the way was verified, also those of redirects; none where none was shown.
[[nodiscard]] std::optional<bool> isVerified(const ProbeResult &result);

/// When the first of all certificates on the way expires, also of those that only redirect.
[[nodiscard]] std::optional<std::chrono::sys_seconds> expiryOf(const ProbeResult &result);

/// One attempt at one question. Lives on the thread that made it.
class Probe : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void start() = 0;
    /// Ends the attempt at once with ErrorClass::Cancelled, unless it has ended already.
    virtual void cancel() = 0;

Q_SIGNALS:
    /// Exactly once after start(), never from inside start() nor a destructor; the probe may be deleted later
    /// from it.
    void finished(const fusebox::probe::ProbeResult &result);
};

/// A question that is asked again and again: what its attempts have in common is made once. The attempts may
/// outlive it, but not its factory. Thread: that of the probes.
class Question
{
public:
    virtual ~Question() = default;
    /// One attempt at it, which has so much time in all.
    [[nodiscard]] virtual std::unique_ptr<Probe> attempt(resilience::Nanoseconds total) = 0;
    /// It does no harm to ask again: see mayBeRepeated().
    [[nodiscard]] virtual bool isRepeatable() const = 0;
};

/// Makes the probe for a URL's scheme. Thread: that of the probes it makes.
class ProbeFactory
{
public:
    virtual ~ProbeFactory() = default;
    /// Never null for the schemes of kinds.h but those of WebSockets. A URL of tcp or tls without a port is
    /// one of port 0, on which nobody listens.
    [[nodiscard]] virtual std::unique_ptr<Probe> create(ProbeRequest request) = 0;
    /// Whom names are asked of where that is not left to the system (NameSource::Own), in their order.
    [[nodiscard]] virtual QStringList nameServers() { return {}; }
    /// The same for what is asked more than once; never null.
    [[nodiscard]] virtual std::unique_ptr<Question> question(ProbeRequest request);
};

} // namespace fusebox::probe

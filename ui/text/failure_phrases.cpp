// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/failure_detail.h"
#include "ui/text/fault_phrases.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using resilience::ErrorClass;
using resilience::Failure;

constexpr int noCloseCode = 1005; // RFC 6455, 7.4.1: the close frame carried none

/// "not made: this machine lacks resources (Too many open files)".
QString lackPhrase(const QString &detail)
{
    const QString phrase = Text::tr("not made: this machine lacks resources");
    return detail.isEmpty() ? phrase : Text::tr("%1 (%2)").arg(phrase, plainLine(detail, 60));
}

QString rejectedPhrase(const Failure &failure)
{
    using enum resilience::RejectedBy;
    switch (failure.rejectedBy.value_or(Circuit)) {
    case Circuit: return Text::tr("held back by the open circuit");
    case RateLimit: return Text::tr("held back by the rate limit");
    case Bulkhead: return Text::tr("held back: too many calls at once");
    case Machine: return lackPhrase(QString::fromStdString(failure.detail));
    }
    return {};
}

/// "closed by the server: 1001 going away".
QString closedPhrase(int code)
{
    const QString word = closeCodeWord(code);
    const QString closed = Text::tr("closed by the server");
    if (code == noCloseCode)
        return closed;
    return Text::tr("%1: %2").arg(closed, word.isEmpty() ? QString::number(code)
                                                         : Text::tr("%1 %2").arg(code).arg(word));
}

/// For a name without an address, or a question without an answer.
QString dnsPhrase(probe::DnsFault fault)
{
    using enum probe::DnsFault;
    switch (fault) {
    case NoSuchName: return Text::tr("no such name (NXDOMAIN)");
    case NoData: return Text::tr("name has no record of this type");
    case ServerFailure: return Text::tr("name server failed (SERVFAIL)");
    case Refused: return Text::tr("name server refused to answer (REFUSED)");
    case NotUnderstood: return Text::tr("name server did not understand the question");
    case BadAnswer: return Text::tr("name server sent an answer that cannot be read");
    case Unreachable: return Text::tr("name server not reachable");
    case TimedOut: return Text::tr("name server did not answer");
    case Truncated:
        return Text::tr("name server's answer is too long for UDP, and it does not answer over TCP");
    case Referral: return Text::tr("name server does not look the name up, it only names others (referral)");
    case BadName: return Text::tr("not a name that DNS can hold");
    case BadType: return Text::tr("unknown type of record");
    case BadServer: return Text::tr("not an address of a name server");
    case SystemDoesNot: return Text::tr("name known to the name servers, but not to the system's resolver");
    case NoMeans: return lackPhrase({});
    }
    return {};
}

/// A transfer has a time of its own only until the answer's head has come.
QString phaseTimeoutPhrase(probe::Phase phase)
{
    const bool isHead = phase == probe::Phase::Transfer;
    return Text::tr("timeout (%1)").arg(isHead ? Text::tr("head of the answer") : phaseWord(phase));
}

/// Whose time was up, and in which phase that was.
QString timeoutPhrase(const probe::ProbeFailure &failure)
{
    const QString phase = phaseWord(failure.phase);
    switch (failure.timedOut.value_or(resilience::TimeoutScope::Phase)) {
    case resilience::TimeoutScope::Phase: return phaseTimeoutPhrase(failure.phase);
    case resilience::TimeoutScope::Attempt: return Text::tr("timeout of the whole attempt (%1)").arg(phase);
    case resilience::TimeoutScope::Total: return Text::tr("timeout of the whole check (%1)").arg(phase);
    }
    return {};
}

/// Leaving aside that there is a proxy.
QString directPhrase(const probe::ProbeFailure &failure)
{
    if (const auto fault = failure.as<probe::WebSocketFault>())
        return webSocketPhrase(*fault, failure.detail);
    if (failure.as<probe::OwnWords>() && !failure.detail.empty())
        return plainLine(QString::fromStdString(failure.detail));
    if (failure.errorClass == ErrorClass::Timeout)
        return timeoutPhrase(failure);
    if (failure.errorClass == ErrorClass::Reset && failure.detail == probe::endOfStream)
        return Text::tr("the peer closed the connection");
    if (const auto fault = failure.as<probe::TlsFault>(); fault && failure.errorClass == ErrorClass::Tls)
        return Text::tr("TLS: %1").arg(tlsPhrase(*fault, failure.detail));
    if (const auto fault = failure.as<probe::HttpFault>())
        return httpPhrase(*fault, failure.detail);
    if (const auto fault = failure.as<probe::DnsFault>(); fault && failure.errorClass == ErrorClass::Dns)
        return dnsPhrase(*fault);
    return failurePhrase(static_cast<const Failure &>(failure));
}

/// "HTTP 301 (Location: wss://b.example/)": where an upgrade, which follows nobody, was sent to.
QString statusPhrase(const Failure &failure)
{
    const QString phrase = Text::tr("HTTP %1").arg(failure.status);
    const auto location = failure.detail.find(probe::locationWord);
    if (location == std::string::npos)
        return phrase;
    const QString where = plainLine(QString::fromStdString(failure.detail.substr(location)), 120);
    return Text::tr("%1 (%2)").arg(phrase, where);
}

} // namespace

QString errorPhrase(ErrorClass errorClass)
{
    using enum ErrorClass;
    switch (errorClass) {
    case Dns: return Text::tr("name not resolved");
    case Refused: return Text::tr("connection refused");
    case Unreachable: return Text::tr("host unreachable");
    case Reset: return Text::tr("connection reset");
    case Tls: return Text::tr("TLS failure");
    case Timeout: return Text::tr("timeout");
    case Protocol: return Text::tr("protocol error");
    case HttpStatus: return Text::tr("HTTP error");
    case Assertion: return Text::tr("unexpected answer");
    case Cancelled: return Text::tr("cancelled");
    case Rejected: return Text::tr("held back");
    case Exception: return Text::tr("internal error");
    case Count: break;
    }
    return {};
}

QString failurePhrase(const Failure &failure)
{
    switch (failure.errorClass) {
    case ErrorClass::HttpStatus: return statusPhrase(failure);
    case ErrorClass::Tls:
        return failure.detail.empty() ? errorPhrase(ErrorClass::Tls)
                                      : withDetail(Text::tr("TLS"), failure.detail);
    case ErrorClass::Rejected: return rejectedPhrase(failure);
    case ErrorClass::Dns:
    case ErrorClass::Protocol:
    case ErrorClass::Assertion:
    case ErrorClass::Exception: return withDetail(errorPhrase(failure.errorClass), failure.detail);
    default: return errorPhrase(failure.errorClass); // the detail would only say the same again
    }
}

QString failurePhrase(const probe::ProbeFailure &failure)
{
    if (failure.closeCode && failure.errorClass == ErrorClass::Reset)
        return closedPhrase(*failure.closeCode);
    if (failure.proxyFault && failure.errorClass != ErrorClass::Cancelled)
        return proxyPhrase(*failure.proxyFault, directPhrase(failure), failure.detail);
    return directPhrase(failure);
}

} // namespace fusebox::ui

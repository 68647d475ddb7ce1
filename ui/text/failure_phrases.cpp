// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using resilience::ErrorClass;
using resilience::Failure;

constexpr int noCloseCode = 1005; // RFC 6455, 7.4.1: the close frame carried none

QString withDetail(const QString &phrase, const std::string &detail)
{
    const QString plain = plainLine(QString::fromUtf8(detail.data(), static_cast<qsizetype>(detail.size())));
    return plain.isEmpty() ? phrase : Text::tr("%1: %2").arg(phrase, plain);
}

QString rejectedPhrase(const Failure &failure)
{
    using enum resilience::RejectedBy;
    switch (failure.rejectedBy.value_or(Circuit)) {
    case Circuit: return Text::tr("held back by the open circuit");
    case RateLimit: return Text::tr("held back by the rate limit");
    case Bulkhead: return Text::tr("held back: too many calls at once");
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
    case ErrorClass::HttpStatus: return Text::tr("HTTP %1").arg(failure.status);
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
    if (failure.errorClass == ErrorClass::Timeout)
        return Text::tr("timeout (%1)").arg(phaseWord(failure.phase));
    return failurePhrase(static_cast<const Failure &>(failure));
}

QString lossPhrase(const probe::ProbeFailure &failure)
{
    const bool isSilence = failure.errorClass == ErrorClass::Timeout && failure.phase == probe::Phase::Wait;
    return isSilence ? Text::tr("no answer to a ping") : failurePhrase(failure);
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QStringList>

#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using health::ReasonKind;
using health::StatusReason;

QString withFailure(const QString &phrase, const StatusReason &reason)
{
    return reason.failure ? Text::tr("%1: %2").arg(phrase, failurePhrase(*reason.failure)) : phrase;
}

QString reconnecting(const StatusReason &reason)
{
    return withFailure(reason.attempts > 1 ? Text::tr("reconnecting, attempt %1").arg(reason.attempts)
                                           : Text::tr("reconnecting"),
                       reason);
}

QString certificateExpires(std::chrono::seconds left)
{
    const auto days = std::chrono::floor<std::chrono::days>(left).count();
    if (left <= std::chrono::seconds(0))
        return Text::tr("certificate has expired");
    if (days < 2) // hours say more, and are in the range of countdowns
        return Text::tr("certificate expires in %1").arg(countdownText(left));
    return Text::tr("certificate expires in %1 days").arg(days);
}

} // namespace

QString fallbackPhrase(resilience::Source source, resilience::Nanoseconds age)
{
    return source == resilience::Source::Alternative
               ? Text::tr("served by fallback: another URL")
               : Text::tr("served by fallback: last good answer, %1 old").arg(ageText(age));
}

QString reasonPhrase(const StatusReason &reason)
{
    switch (reason.kind) {
    case ReasonKind::Slow:
        return Text::tr("slow: %1, limit %2").arg(latencyText(reason.latency), spanText(reason.limit));
    case ReasonKind::NeededRetries: return Text::tr("needed %1 attempts").arg(reason.attempts);
    case ReasonKind::HalfOpen: return Text::tr("half-open, trial calls decide");
    case ReasonKind::CircuitOpen: return Text::tr("circuit open");
    case ReasonKind::ForcedOpen: return Text::tr("forced open by hand");
    case ReasonKind::CircuitDisabled: return Text::tr("circuit disabled");
    case ReasonKind::CheckFailed:
        return reason.failure ? failurePhrase(*reason.failure) : Text::tr("check failed");
    case ReasonKind::Connecting: return Text::tr("connecting");
    case ReasonKind::Reconnecting: return reconnecting(reason);
    case ReasonKind::CertificateExpiresSoon: return certificateExpires(reason.certificateLeft);
    case ReasonKind::ServedByFallback: return fallbackPhrase(reason.source, reason.age);
    case ReasonKind::GaveUp: return withFailure(Text::tr("gave up reconnecting"), reason);
    case ReasonKind::Stopped: return withFailure(Text::tr("stopped, not to be dialled again"), reason);
    case ReasonKind::Stale:
        return Text::tr("no message for %1, limit %2").arg(ageText(reason.age), spanText(reason.limit));
    case ReasonKind::Warning: return Text::tr("warning: %1").arg(plainLine(reason.text));
    case ReasonKind::NoSubprotocol: return Text::tr("server chose no subprotocol");
    }
    return {};
}

QString reasonPhrases(const std::vector<StatusReason> &reasons)
{
    QStringList phrases;
    for (const StatusReason &reason : reasons)
        phrases << reasonPhrase(reason);
    return phrases.join(Text::tr(" · "));
}

} // namespace fusebox::ui

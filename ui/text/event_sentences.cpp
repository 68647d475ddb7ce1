// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QStringList>

#include "ui/text/incident_text.h"
#include "ui/text/plain.h"
#include "ui/text/secret_text.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using namespace health;

QString attempts(int count)
{
    return count > 1 ? Text::tr(" (%1 attempts)").arg(count) : QString();
}

QString answerText(const CheckEvent &check)
{
    const QString latency = latencyText(check.latency);
    return check.statusCode ? Text::tr("HTTP %1 in %2").arg(QString::number(*check.statusCode), latency)
                            : Text::tr("answer in %1").arg(latency);
}

QString failureText(const CheckEvent &check)
{
    if (!check.missing.empty())
        return missingPhrase(check.missing);
    if (!check.failure && check.gap)
        return gapPhrase(*check.gap);
    return check.failure ? failurePhrase(*check.failure) : Text::tr("failed");
}

/// What it says of itself, and what a person would not expect of a success.
QString remarks(const CheckEvent &check)
{
    QString text;
    if (check.remark && !check.remark->text.isEmpty())
        text += (check.remark->isWarning ? Text::tr(", warning: %1") : Text::tr(", says: %1"))
                    .arg(plainLine(check.remark->text));
    if (check.redialledAfter)
        text += Text::tr(", first connection was of no use (%1 lost): sent once more")
                    .arg(latencyText(*check.redialledAfter));
    if (check.answer && check.answer->bodyCut)
        text += Text::tr(", body cut off");
    if (check.answer && check.answer->endConfirmed == false)
        text += Text::tr(", closed without saying that this is all");
    return text;
}

/// Only where nobody asked for it to be verified: else it would be a failure.
QString unverified(const CheckEvent &check)
{
    return probe::isVerified(check) == false ? Text::tr(", certificate not verified") : QString();
}

QString sentence(const CheckEvent &check)
{
    switch (check.outcome) {
    case CheckOutcome::Success:
        return answerText(check) + attempts(check.attempts) + remarks(check) + unverified(check);
    case CheckOutcome::Slow:
        return Text::tr("slow: %1").arg(answerText(check)) + attempts(check.attempts) + remarks(check) +
               unverified(check);
    case CheckOutcome::Failure:
        return Text::tr("failed: %1 after %2").arg(failureText(check), latencyText(check.latency)) +
               attempts(check.attempts);
    case CheckOutcome::Fallback:
        return Text::tr("%1; the endpoint itself: %2")
            .arg(fallbackPhrase(check.fallback->source, check.fallback->age), failureText(check));
    case CheckOutcome::Ignored: return Text::tr("ignored: %1").arg(failureText(check));
    case CheckOutcome::Skipped: return Text::tr("no check: %1").arg(failureText(check));
    }
    return {};
}

QString sentence(const TransitionEvent &event)
{
    return Text::tr("%1 → %2: %3")
        .arg(circuitWord(event.record.from), circuitWord(event.record.to),
             transitionSentence(event.record, event.failure));
}

QString sentence(const StatusEvent &event)
{
    const QString change = Text::tr("%1 → %2").arg(statusWord(event.from), statusWord(event.to));
    return event.reasons.empty() ? change : Text::tr("%1: %2").arg(change, reasonPhrases(event.reasons));
}

/// A code that no close frame may have means nothing there.
QString closeText(const WebSocketEvent &event)
{
    const bool isFault =
        event.failure && event.failure->as<probe::WebSocketFault>() == probe::WebSocketFault::BadCloseCode;
    const QString word = isFault ? QString() : closeCodeWord(*event.closeCode);
    QString text = Text::tr("close code %1").arg(*event.closeCode);
    if (!word.isEmpty())
        text = Text::tr("%1 (%2)").arg(text, word);
    const QString reason = plainLine(event.closeReason);
    return reason.isEmpty() ? text : Text::tr("%1: “%2”").arg(text, reason);
}

/// A close frame that broke the protocol.
QString withFault(const QString &text, const std::optional<probe::ProbeFailure> &failure)
{
    const bool isFault = failure && failure->as<probe::WebSocketFault>();
    return isFault ? Text::tr("%1: %2").arg(text, failurePhrase(*failure)) : text;
}

/// While it was connected; a dial that fails is not one.
bool wasCutOff(const std::optional<probe::ProbeFailure> &failure)
{
    return failure && failure->errorClass == resilience::ErrorClass::Reset &&
           failure->phase == probe::Phase::Transfer;
}

QString disconnected(const WebSocketEvent &event)
{
    if (event.closeCode)
        return withFault(Text::tr("disconnected, %1").arg(closeText(event)), event.failure);
    if (!event.missing.empty())
        return Text::tr("not connected: %1").arg(missingPhrase(event.missing));
    QString text = Text::tr("disconnected");
    if (event.gap)
        text = Text::tr("disconnected, %1").arg(gapPhrase(*event.gap));
    else if (wasCutOff(event.failure))
        text = Text::tr("disconnected without a close frame");
    return event.failure ? Text::tr("%1: %2").arg(text, failurePhrase(*event.failure)) : text;
}

QString ended(const QString &how, const WebSocketEvent &event)
{
    return event.failure ? Text::tr("%1: %2").arg(how, failurePhrase(*event.failure)) : how;
}

QString received(const probe::LinkMessages &messages)
{
    const QString text = messages.count == 1 ? Text::tr("message received")
                                             : Text::tr("%1 messages received").arg(messages.count);
    if (messages.bad == 0)
        return text;
    return messages.count == 1 ? Text::tr("%1, not JSON").arg(text)
                               : Text::tr("%1, %2 not JSON").arg(text).arg(messages.bad);
}

QString connected(const WebSocketEvent &event)
{
    const QString text = Text::tr("connected in %1").arg(latencyText(event.latency.value_or(Nanoseconds{})));
    const QString subprotocol = plainLine(event.subprotocol);
    return subprotocol.isEmpty() ? text : Text::tr("%1, subprotocol %2").arg(text, subprotocol);
}

QString sentence(const WebSocketEvent &event)
{
    const auto time = [](const std::optional<Nanoseconds> &t) {
        return latencyText(t.value_or(Nanoseconds{}));
    };
    switch (event.change) {
    case WebSocketChange::Queued: return Text::tr("waiting for its turn");
    case WebSocketChange::Connecting:
        return event.attempt > 1 ? Text::tr("connecting (attempt %1)").arg(event.attempt)
                                 : Text::tr("connecting");
    case WebSocketChange::Connected: return connected(event);
    case WebSocketChange::Pong: return Text::tr("pong in %1").arg(time(event.roundTrip));
    case WebSocketChange::Message: return received(event.messages.value_or(probe::LinkMessages{1}));
    case WebSocketChange::Disconnected: return disconnected(event);
    case WebSocketChange::Waiting: return Text::tr("next attempt in %1").arg(time(event.retryIn));
    case WebSocketChange::GaveUp: return ended(Text::tr("gave up"), event);
    case WebSocketChange::Stopped: return ended(Text::tr("stopped"), event);
    }
    return {};
}

QString sentence(const OverallEvent &event)
{
    return Text::tr("overall %1: %2").arg(statusWord(event.overall.status), countsPhrase(event.overall));
}

/// "this machine lacks resources (Too many open files): what needs them is not checked".
QString lackSentence(const GapEvent &event)
{
    if (event.length)
        return Text::tr("resources again after %1: all is checked").arg(ageText(*event.length));
    const QString detail = plainLine(QString::fromStdString(event.detail), 60);
    return detail.isEmpty()
               ? Text::tr("this machine lacks resources: what needs them is not checked")
               : Text::tr("this machine lacks resources (%1): what needs them is not checked").arg(detail);
}

QString sentence(const GapEvent &event)
{
    if (event.cause == GapCause::Asleep)
        return Text::tr("this machine slept for %1").arg(ageText(event.length.value_or(Nanoseconds{})));
    if (event.cause == GapCause::NoResources)
        return lackSentence(event);
    return event.length ? Text::tr("online again after %1: checks resume").arg(ageText(*event.length))
                        : Text::tr("offline: only local endpoints are checked");
}

/// The first few by name, the rest by number.
QString idList(const std::vector<settings::EndpointId> &ids)
{
    constexpr std::size_t named = 5;
    QStringList names;
    for (std::size_t i = 0; i < std::min(ids.size(), named); ++i)
        names << plainLine(ids[i], 60);
    const QString list = names.join(Text::tr(", "));
    return ids.size() <= named ? list : Text::tr("%1 and %2 more").arg(list).arg(ids.size() - named);
}

QString ended(const Incident &incident, const QString &cause, const QString &length)
{
    const QString list = idList(incident.failing);
    switch (incident.failing.size()) {
    case 0: return Text::tr("%1: all endpoints answer again, %2 after the first failed").arg(cause, length);
    case 1:
        return Text::tr("%1: one endpoint is left, %2 after the first failed: %3").arg(cause, length, list);
    default:
        return Text::tr("%1: most endpoints answer again, %2 after the first failed; not yet: %3")
            .arg(cause, length, list);
    }
}

QString sentence(const IncidentEvent &event)
{
    const QString cause = causePhrase(event.incident.cause);
    if (event.change == IncidentChange::Dropped)
        return Text::tr("%1: none of its endpoints is watched any more").arg(cause);
    if (event.change == IncidentChange::Ended) {
        const QString length = ageText(event.length.value_or(Nanoseconds{}));
        return ended(event.incident, cause, length);
    }
    return Text::tr("%1: %2").arg(incidentPhrase(event.incident), idList(event.incident.failing));
}

QString sentence(const ManualEvent &event)
{
    switch (event.act) {
    case ManualAct::Edit: return Text::tr("edited by hand");
    case ManualAct::Remove: return Text::tr("removed by hand");
    case ManualAct::Pause: return Text::tr("paused by hand");
    case ManualAct::Resume: return Text::tr("resumed by hand");
    case ManualAct::CheckNow: return Text::tr("check asked for by hand");
    case ManualAct::ResetCircuit: return Text::tr("circuit reset by hand");
    case ManualAct::ForceOpenCircuit: return Text::tr("circuit forced open by hand");
    case ManualAct::DisableCircuit: return Text::tr("circuit disabled by hand");
    case ManualAct::SendMessage: return Text::tr("message sent by hand");
    }
    return {};
}

} // namespace

QString countsPhrase(const OverallStatus &overall)
{
    QStringList parts;
    for (const Status status :
         {Status::Unhealthy, Status::Degraded, Status::Healthy, Status::Unknown, Status::Paused}) {
        if (const int count = overall.count(status); count > 0)
            parts << Text::tr("%1 %2").arg(countText(count), statusWord(status));
    }
    if (overall.openCircuits == 1)
        parts << Text::tr("1 circuit open");
    else if (overall.openCircuits > 1)
        parts << Text::tr("%1 circuits open").arg(countText(overall.openCircuits));
    return parts.isEmpty() ? Text::tr("no endpoints") : parts.join(Text::tr(", "));
}

QString eventSentence(const Event &event)
{
    return std::visit([](const auto &what) { return sentence(what); }, event.what);
}

} // namespace fusebox::ui

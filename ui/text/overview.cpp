// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/overview.h"

#include <QStringList>

#include "ui/text/clock_text.h"
#include "ui/text/plain.h"
#include "ui/text/secret_text.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using namespace health;
using resilience::CircuitView;
using resilience::EffectiveState;
using resilience::Outcome;

QString openCircuits(int count)
{
    return count == 1 ? Text::tr("1 circuit open") : Text::tr("%1 circuits open").arg(countText(count));
}

/// When nothing is wrong, what is left to say.
QString calmPhrase(const OverallStatus &overall)
{
    if (overall.status == Status::Unknown)
        return overall.count(Status::Unknown) > 0 ? Text::tr("Waiting for the first checks")
                                                  : Text::tr("Everything is paused");
    const int healthy = overall.count(Status::Healthy);
    return healthy == 1 ? Text::tr("1 endpoint, healthy")
                        : Text::tr("All %1 endpoints healthy").arg(countText(healthy));
}

bool isAsked(const EndpointSnapshot &endpoint)
{
    return endpoint.status != Status::Paused && !endpoint.held && !endpoint.missing;
}

bool hasTripped(const CircuitView &circuit)
{
    return circuit.state != resilience::CircuitState::Closed;
}

const Outage *outageOf(const EndpointSnapshot &endpoint)
{
    return hasTripped(endpoint.circuit) ? endpoint.outage.get() : nullptr;
}

/// What a window holds: so many calls, where they are counted, or those of a time: "20 calls", "60 s".
QString windowExtent(int calls, Nanoseconds length)
{
    if (calls == 1)
        return Text::tr("1 call");
    return calls > 0 ? Text::tr("%1 calls").arg(countText(calls)) : spanText(length);
}

/// "Tried 7 times since; last: HTTP 503, 16 s ago".
QString trialsPhrase(const Outage &outage, const EndpointSnapshot &endpoint, TimePoint now)
{
    const QString tried = outage.failedTrials == 1
                              ? Text::tr("Tried once since")
                              : Text::tr("Tried %1 times since").arg(outage.failedTrials);
    if (!endpoint.lastFailure || !endpoint.lastFailureAt)
        return tried;
    return Text::tr("%1; last: %2, %3")
        .arg(tried, failurePhrase(*endpoint.lastFailure), agoText(now - endpoint.lastFailureAt->steady));
}

/// The newest in full; of those alike before it, only when.
QString lastErrors(const Outage &outage, TimePoint now)
{
    QStringList errors;
    std::optional<resilience::ErrorClass> named;
    for (const auto &[at, errorClass] : outage.trip.lastErrors.errors()) {
        const QString ago = agoText(now - at);
        const QString phrase = errors.isEmpty() && outage.failure ? failurePhrase(*outage.failure)
                                                                  : countedErrorPhrase(errorClass);
        errors << (named == errorClass ? ago : Text::tr("%1 %2").arg(phrase, ago));
        named = errorClass;
    }
    return errors.isEmpty() ? QString() : Text::tr("Last errors: %1").arg(errors.join(Text::tr(" · ")));
}

} // namespace

QString overviewPhrase(const OverallStatus &overall)
{
    if (overall.total() == 0)
        return Text::tr("No endpoints yet");
    QStringList parts;
    for (const Status status : {Status::Unhealthy, Status::Degraded}) {
        const int count = overall.count(status);
        if (count > 0 && parts.isEmpty())
            parts << Text::tr("%1 of %2 %3")
                         .arg(countText(count), countText(overall.total()), statusWord(status));
        else if (count > 0)
            parts << Text::tr("%1 %2").arg(countText(count), statusWord(status));
    }
    if (parts.isEmpty())
        parts << calmPhrase(overall);
    if (overall.openCircuits > 0)
        parts << openCircuits(overall.openCircuits);
    return parts.join(Text::tr(" · "));
}

QString offlinePhrase(WallTime since)
{
    return Text::tr("You are offline since %1 · only local endpoints are checked").arg(timeOfDay(since));
}

QString lackBanner(const Lack &lack)
{
    const QString time = timeOfDay(lack.since.wall);
    const QString detail = plainLine(QString::fromStdString(lack.detail), 60);
    const QString phrase = detail.isEmpty()
                               ? Text::tr("This machine lacks resources since %1").arg(time)
                               : Text::tr("This machine lacks resources (%1) since %2").arg(detail, time);
    if (lack.endpoints == 0)
        return phrase;
    return lack.endpoints == 1
               ? Text::tr("%1 · one endpoint is not checked").arg(phrase)
               : Text::tr("%1 · %2 endpoints are not checked").arg(phrase, countText(int(lack.endpoints)));
}

QString culpritPhrase(const EndpointSnapshot &culprit, TimePoint now)
{
    QString why = reasonPhrases(culprit.reasons);
    if (why.isEmpty())
        why = statusWord(culprit.status);
    const QString name = culprit.config->name.isEmpty() ? culprit.config->id : culprit.config->name;
    QString phrase = Text::tr("%1: %2").arg(plainLine(name, 60), why);
    if (const auto trial = trialDue(culprit))
        phrase += Text::tr(" · trial in %1").arg(countdownText(*trial - now));
    return phrase;
}

Moment sinceWhen(const EndpointSnapshot &endpoint)
{
    return endpoint.failingSince.value_or(endpoint.statusSince);
}

QString sincePhrase(const EndpointSnapshot &endpoint, TimePoint now)
{
    const QString phrase = endpoint.failingSince ? Text::tr("%1, failing for %2") : Text::tr("%1 for %2");
    return phrase.arg(statusWord(endpoint.status), ageText(now - sinceWhen(endpoint).steady));
}

QString heldPhrase(const EndpointSnapshot &endpoint)
{
    if (endpoint.held)
        return Text::tr("not checked: this machine is offline");
    return endpoint.missing ? Text::tr("not checked: %1").arg(missingPhrase(*endpoint.missing)) : QString();
}

std::optional<TimePoint> trialDue(const EndpointSnapshot &endpoint)
{
    const bool isOpen = effectiveState(endpoint.circuit) == EffectiveState::Open;
    return isOpen && isAsked(endpoint) ? endpoint.circuit.nextTrialAt : std::nullopt;
}

QString circuitHeadline(const EndpointSnapshot &endpoint, TimePoint now)
{
    if (endpoint.held)
        return Text::tr("Not checked while this machine is offline");
    if (endpoint.missing)
        return Text::tr("Not checked for want of a secret");
    if (!isAsked(endpoint))
        return Text::tr("Not checked while it is paused");
    const CircuitView &circuit = endpoint.circuit;
    switch (effectiveState(circuit)) {
    case EffectiveState::Closed: return Text::tr("Calls pass");
    case EffectiveState::Open:
        return circuit.nextTrialAt
                   ? Text::tr("Next trial in %1").arg(countdownText(*circuit.nextTrialAt - now))
                   : Text::tr("Calls are held back");
    case EffectiveState::HalfOpen:
        return Text::tr("%1 of %2 trial calls succeeded")
            .arg(circuit.trialSuccesses)
            .arg(circuit.settings.successThreshold);
    case EffectiveState::ForcedOpen: return Text::tr("Calls are held back by hand");
    case EffectiveState::Disabled: return Text::tr("Every call passes, by hand");
    case EffectiveState::MeasureOnly: return Text::tr("Every call passes, the rules only measure");
    }
    return {};
}

QString circuitReason(const EndpointSnapshot &endpoint)
{
    const CircuitView &circuit = endpoint.circuit;
    if (const auto *outage = outageOf(endpoint))
        return Text::tr("Why it opened: %1, at %2.")
            .arg(transitionSentence(outage->trip, outage->failure), timeOfDay(outage->at.wall));
    if (hasTripped(circuit) && circuit.lastTrip)
        return Text::tr("Why it opened: %1.").arg(transitionSentence(*circuit.lastTrip));
    const bool rulesApply = circuit.forced == resilience::ForcedState::None ||
                            circuit.forced == resilience::ForcedState::MeasureOnly;
    return rulesApply ? Text::tr("To tripping: %1.").arg(distancesToTrip(circuit)) : QString();
}

QString tripEvidence(const EndpointSnapshot &endpoint, TimePoint now)
{
    const auto *outage = outageOf(endpoint);
    if (!outage)
        return {};
    return outage->failedTrials > 0 ? trialsPhrase(*outage, endpoint, now) : lastErrors(*outage, now);
}

QString forcedNote(const CircuitView &circuit)
{
    using enum resilience::ForcedState;
    const QString word = circuitWord(effectiveState(circuit.state, None));
    switch (circuit.forced) {
    case None: break;
    case ForcedOpen: return Text::tr("Forced open by hand; by its rules it is %1. Reset lifts it.").arg(word);
    case Disabled: return Text::tr("Disabled by hand; by its rules it is %1. Reset lifts it.").arg(word);
    case MeasureOnly:
        return Text::tr("Measuring only; by its rules it would be %1. Reset lifts it.").arg(word);
    }
    return {};
}

resilience::WindowCounts windowShown(const EndpointSnapshot &endpoint)
{
    const auto *outage = outageOf(endpoint);
    return outage ? outage->trip.window : endpoint.circuit.window;
}

QString windowPhrase(const EndpointSnapshot &endpoint)
{
    const auto window = windowShown(endpoint);
    const auto *outage = outageOf(endpoint);
    const QString phrase = outage ? Text::tr("At the trip: %1 succeeded · %2 slow · %3 failed in %4")
                                  : Text::tr("%1 succeeded · %2 slow · %3 failed in the last %4");
    const auto &settings = endpoint.circuit.settings;
    return phrase.arg(QString::number(window[Outcome::Success]), QString::number(window[Outcome::Slow]),
                      QString::number(window.failures()),
                      outage ? windowExtent(outage->trip.windowCalls, outage->trip.windowLength)
                             : windowExtent(settings.rateCalls, settings.failureWindow));
}

} // namespace fusebox::ui

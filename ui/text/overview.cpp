// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/overview.h"

#include <QStringList>

#include "ui/text/clock_text.h"
#include "ui/text/plain.h"
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

QString culpritPhrase(const EndpointSnapshot &culprit, TimePoint now)
{
    QString why = reasonPhrases(culprit.reasons);
    if (why.isEmpty())
        why = statusWord(culprit.status);
    const QString name = culprit.config->name.isEmpty() ? culprit.config->id : culprit.config->name;
    QString phrase = Text::tr("%1: %2").arg(plainLine(name, 60), why);
    const auto &trial = culprit.circuit.nextTrialAt;
    if (trial && effectiveState(culprit.circuit) == EffectiveState::Open)
        phrase += Text::tr(" · trial in %1").arg(countdownText(*trial - now));
    return phrase;
}

QString circuitHeadline(const CircuitView &circuit, TimePoint now)
{
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

QString circuitReason(const CircuitView &circuit)
{
    const bool tripped = circuit.state != resilience::CircuitState::Closed;
    if (tripped && circuit.lastTrip)
        return Text::tr("Why it opened: %1.").arg(transitionSentence(*circuit.lastTrip));
    const bool rulesApply = circuit.forced == resilience::ForcedState::None ||
                            circuit.forced == resilience::ForcedState::MeasureOnly;
    return rulesApply ? Text::tr("To tripping: %1.").arg(distancesToTrip(circuit)) : QString();
}

QString tripEvidence(const CircuitView &circuit, TimePoint now)
{
    if (circuit.state == resilience::CircuitState::Closed || !circuit.lastTrip)
        return {};
    QStringList errors;
    for (const auto &[at, errorClass] : circuit.lastTrip->lastErrors.errors())
        errors << Text::tr("%1 %2").arg(errorPhrase(errorClass), agoText(now - at));
    return errors.isEmpty() ? QString() : Text::tr("Last errors: %1").arg(errors.join(Text::tr(" · ")));
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

QString windowPhrase(const CircuitView &circuit)
{
    return Text::tr("%1 succeeded · %2 slow · %3 failed in the last %4")
        .arg(QString::number(circuit.window[Outcome::Success]),
             QString::number(circuit.window[Outcome::Slow]), QString::number(circuit.window.failures()),
             spanText(circuit.settings.failureWindow));
}

} // namespace fusebox::ui

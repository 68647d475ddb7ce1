// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <functional>

#include <QStringList>

#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using resilience::CircuitView;
using resilience::TransitionRecord;

QString count(double figure)
{
    return QString::number(std::lround(figure));
}

QString percent(double share)
{
    return Text::tr("%1 %").arg(QString::number(share * 100, 'g', 3));
}

QString withError(const QString &sentence, const TransitionRecord &record,
                  const std::optional<probe::ProbeFailure> &failure)
{
    if (!record.lastError)
        return sentence;
    return Text::tr("%1: %2").arg(sentence,
                                  failure ? failurePhrase(*failure) : countedErrorPhrase(*record.lastError));
}

/// Where rates are over a number of calls, the window that is kept says nothing of the time.
QString failuresInWindow(const TransitionRecord &r)
{
    if (r.windowCalls > 0)
        return Text::tr("%1 calls failed within %2 (threshold %3)")
            .arg(count(r.actual), spanText(r.windowLength), count(r.threshold));
    return Text::tr("%1 of %2 calls failed within %3 (threshold %4)")
        .arg(count(r.actual), QString::number(r.window.total()), spanText(r.windowLength),
             count(r.threshold));
}

QString consecutiveFailures(const TransitionRecord &r)
{
    return Text::tr("%1 calls failed in a row (threshold %2)").arg(count(r.actual), count(r.threshold));
}

QString failureRate(const TransitionRecord &r)
{
    if (r.windowCalls > 0)
        return Text::tr("%1 of the last %2 calls failed (threshold %3)")
            .arg(percent(r.actual), QString::number(r.window.total()), percent(r.threshold));
    return Text::tr("%1 of %2 calls failed within %3 (threshold %4)")
        .arg(percent(r.actual), QString::number(r.window.total()), spanText(r.windowLength),
             percent(r.threshold));
}

QString slowRate(const TransitionRecord &r)
{
    if (r.from == resilience::EffectiveState::HalfOpen) // its window is that of the trials
        return Text::tr("%1 of %2 trial calls were slow (threshold %3)")
            .arg(percent(r.actual), QString::number(r.window.total()), percent(r.threshold));
    if (r.windowCalls > 0)
        return Text::tr("%1 of the last %2 calls were slow (threshold %3)")
            .arg(percent(r.actual), QString::number(r.window.total()), percent(r.threshold));
    return Text::tr("%1 of %2 calls were slow within %3 (threshold %4)")
        .arg(percent(r.actual), QString::number(r.window.total()), spanText(r.windowLength),
             percent(r.threshold));
}

struct Distance
{
    double share; ///< 1 opens
    QString phrase;
};

Distance windowDistance(const CircuitView &c)
{
    const double share = double(c.failuresInWindow) / c.settings.failureThreshold;
    return {share, Text::tr("%1 of %2 failures in %3")
                       .arg(QString::number(c.failuresInWindow), QString::number(c.settings.failureThreshold),
                            spanText(c.settings.failureWindow))};
}

Distance rowDistance(const CircuitView &c)
{
    const double share = double(c.consecutiveFailures) / c.settings.consecutiveFailures;
    return {share, Text::tr("%1 of %2 failures in a row")
                       .arg(QString::number(c.consecutiveFailures),
                            QString::number(c.settings.consecutiveFailures))};
}

Distance rateDistance(const CircuitView &c)
{
    const auto total = c.window.total();
    if (total < static_cast<unsigned>(std::max(c.settings.minimumCalls, 1)))
        return {0, Text::tr("rate unknown below %1 calls").arg(c.settings.minimumCalls)};
    const double rate = double(c.window.failures()) / total;
    return {rate / c.settings.failureRate,
            Text::tr("failure rate %1 of %2").arg(percent(rate), percent(c.settings.failureRate))};
}

Distance slowDistance(const CircuitView &c)
{
    const auto total = c.window.total();
    if (total < static_cast<unsigned>(std::max(c.settings.minimumCalls, 1)))
        return {0, Text::tr("slow rate unknown below %1 calls").arg(c.settings.minimumCalls)};
    const double rate = double(c.window.slow()) / total;
    return {rate / c.settings.slowRate,
            Text::tr("slow rate %1 of %2").arg(percent(rate), percent(c.settings.slowRate))};
}

/// Of each rule that is on, the nearest to opening first.
std::vector<Distance> distances(const CircuitView &circuit)
{
    std::vector<Distance> rules;
    if (circuit.settings.failureThreshold > 0)
        rules.push_back(windowDistance(circuit));
    if (circuit.settings.consecutiveFailures > 0)
        rules.push_back(rowDistance(circuit));
    if (circuit.settings.failureRate > 0)
        rules.push_back(rateDistance(circuit));
    if (circuit.settings.slowRate > 0)
        rules.push_back(slowDistance(circuit));
    std::ranges::stable_sort(rules, std::greater(), &Distance::share);
    return rules;
}

} // namespace

QString countedErrorPhrase(resilience::ErrorClass error)
{
    return error == resilience::ErrorClass::Reset ? Text::tr("connection lost") : errorPhrase(error);
}

QString transitionSentence(const TransitionRecord &record, const std::optional<probe::ProbeFailure> &failure)
{
    using enum resilience::TransitionReason;
    switch (record.reason) {
    case FailuresInWindow: return withError(failuresInWindow(record), record, failure);
    case ConsecutiveFailures: return withError(consecutiveFailures(record), record, failure);
    case FailureRate: return withError(failureRate(record), record, failure);
    case SlowRate: return slowRate(record);
    case RecoveryTimeElapsed: return Text::tr("recovery time is over, trial calls decide");
    case TrialsSucceeded:
        return Text::tr("%1 of %2 trial calls succeeded").arg(count(record.actual), count(record.threshold));
    case TrialFailed: return withError(Text::tr("a trial call failed"), record, failure);
    case TrialTimedOut: return Text::tr("the trial calls gave no verdict in time");
    case ManualReset: return Text::tr("reset by hand");
    case ManualForceOpen: return Text::tr("forced open by hand");
    case ManualDisable: return Text::tr("disabled by hand");
    case ManualMeasureOnly: return Text::tr("set to measure only by hand");
    case ManualLift: return Text::tr("the rules apply again, by hand");
    case ForcedOpenExpired: return Text::tr("the time it was forced open for is over");
    }
    return {};
}

QString distancesToTrip(const CircuitView &circuit)
{
    QStringList phrases;
    for (const Distance &rule : distances(circuit))
        phrases << rule.phrase;
    return phrases.isEmpty() ? Text::tr("no rule opens it") : phrases.join(Text::tr(", "));
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/saved_circuit.h"

namespace fusebox::resilience {

namespace {

void shift(TimePoint &at, Nanoseconds by)
{
    at = saturatingAdd(at, by);
}

void shift(std::optional<TimePoint> &at, Nanoseconds by)
{
    if (at)
        shift(*at, by);
}

void shift(TransitionRecord &record, Nanoseconds by)
{
    shift(record.at, by);
    record.lastErrors = record.lastErrors.shifted(by);
    shift(record.nextTrialAt, by);
    shift(record.nextAt, by);
}

} // namespace

SavedCircuit shifted(SavedCircuit saved, Nanoseconds by)
{
    shift(saved.savedAt, by);
    shift(saved.since, by);
    shift(saved.openUntil, by);
    shift(saved.forcedUntil, by);
    for (PastCalls &calls : saved.calls)
        shift(calls.at, by);
    for (TimePoint &failure : saved.failures)
        shift(failure, by);
    saved.lastErrors = saved.lastErrors.shifted(by);
    if (saved.lastTrip)
        shift(*saved.lastTrip, by);
    return saved;
}

} // namespace fusebox::resilience

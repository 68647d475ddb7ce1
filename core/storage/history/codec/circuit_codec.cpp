// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/codec/circuit_codec.h"

#include <algorithm>

#include "core/storage/history/codec/failure_codec.h"
#include "core/storage/history/codec/transition_codec.h"

namespace fusebox::storage {

using namespace resilience;

namespace {

constexpr std::uint8_t circuitVersion = 1;
constexpr std::uint64_t mostEntries = 100'000;
constexpr TimePoint savedAt = {};

void writeCalls(ByteWriter &out, const SavedCircuit &saved)
{
    out.number(static_cast<std::uint64_t>(std::max(saved.rateCalls, 0)));
    out.number(saved.calls.size());
    for (const PastCalls &calls : saved.calls) {
        writeMoment(out, calls.at, saved.savedAt);
        writeCounts(out, calls.counts);
    }
    out.number(saved.failures.size());
    for (const TimePoint failure : saved.failures)
        writeMoment(out, failure, saved.savedAt);
}

/// Grows as it reads, not as the bytes promise.
void readCalls(ByteReader &in, SavedCircuit &saved)
{
    saved.rateCalls = in.numberOf<int>();
    for (std::uint64_t left = in.number(mostEntries); left > 0 && !in.fault(); --left) {
        const TimePoint at = readMoment(in, savedAt);
        saved.calls.push_back({at, readCounts(in)});
    }
    for (std::uint64_t left = in.number(mostEntries); left > 0 && !in.fault(); --left)
        saved.failures.push_back(readMoment(in, savedAt));
}

void readState(ByteReader &in, SavedCircuit &saved)
{
    saved.state = in.oneOf(CircuitState::Open);
    saved.openUntil = readMaybeMoment(in, savedAt);
    saved.forced = in.oneOf(ForcedState::MeasureOnly);
    saved.forcedUntil = readMaybeMoment(in, savedAt);
    saved.since = readMoment(in, savedAt);
    saved.reopenings = in.signedNumber();
    saved.consecutiveFailures = in.numberOf<int>();
    saved.generation = in.number();
}

void writeState(ByteWriter &out, const SavedCircuit &saved)
{
    out.oneOf(saved.state);
    writeMoment(out, saved.openUntil, saved.savedAt);
    out.oneOf(saved.forced);
    writeMoment(out, saved.forcedUntil, saved.savedAt);
    writeMoment(out, saved.since, saved.savedAt);
    out.signedNumber(saved.reopenings);
    out.number(static_cast<std::uint64_t>(std::max(saved.consecutiveFailures, 0)));
    out.number(saved.generation);
}

} // namespace

QByteArray encodeCircuit(const SavedCircuit &saved)
{
    ByteWriter out;
    out.byte(circuitVersion);
    writeState(out, saved);
    writeCalls(out, saved);
    writeErrors(out, saved.lastErrors, saved.savedAt);
    writeMaybe(out, saved.lastTrip,
               [&](const TransitionRecord &trip) { writeTransition(out, trip, saved.savedAt); });
    return out.take();
}

tl::expected<SavedCircuit, StoredFault> decodeCircuit(QByteArrayView bytes)
{
    ByteReader in(bytes);
    if (in.byte() != circuitVersion)
        in.fail(StoredFault::Newer);
    SavedCircuit saved{.savedAt = savedAt};
    readState(in, saved);
    readCalls(in, saved);
    saved.lastErrors = readErrors(in, savedAt);
    saved.lastTrip = readMaybe(in, [&] { return readTransition(in, savedAt); });
    if (const auto fault = in.faultAtEnd())
        return tl::unexpected(*fault);
    return saved;
}

} // namespace fusebox::storage

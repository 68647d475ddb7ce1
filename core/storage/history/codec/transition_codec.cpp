// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/codec/transition_codec.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/storage/history/codec/failure_codec.h"

namespace fusebox::storage {

using namespace resilience;

namespace {

/// Numbers that are whole, as most are, in a byte; others in nine.
void writeReal(ByteWriter &out, double value)
{
    const bool isSmall = value >= 0 && value < 200 && value == std::floor(value);
    out.byte(isSmall ? static_cast<std::uint8_t>(value) : std::uint8_t(255));
    if (!isSmall)
        out.number(std::bit_cast<std::uint64_t>(value));
}

double readReal(ByteReader &in)
{
    const std::uint8_t small = in.byte();
    if (small < 200)
        return small;
    const auto value = std::bit_cast<double>(in.number());
    if (std::isfinite(value))
        return value;
    in.fail(StoredFault::OutOfBounds);
    return 0;
}

} // namespace

void writeMoment(ByteWriter &out, TimePoint at, TimePoint base)
{
    out.signedNumber(saturatingDifference(at, base).count());
}

void writeMoment(ByteWriter &out, const std::optional<TimePoint> &at, TimePoint base)
{
    writeMaybe(out, at, [&](TimePoint moment) { writeMoment(out, moment, base); });
}

TimePoint readMoment(ByteReader &in, TimePoint base)
{
    return saturatingAdd(base, Nanoseconds(in.signedNumber()));
}

std::optional<TimePoint> readMaybeMoment(ByteReader &in, TimePoint base)
{
    return readMaybe(in, [&] { return readMoment(in, base); });
}

void writeCounts(ByteWriter &out, const WindowCounts &counts)
{
    for (const std::uint32_t count : counts.byOutcome)
        out.number(count);
}

WindowCounts readCounts(ByteReader &in)
{
    WindowCounts counts;
    for (std::uint32_t &count : counts.byOutcome)
        count = in.numberOf<std::uint32_t>();
    return counts;
}

void writeErrors(ByteWriter &out, const RecentErrors &errors, TimePoint base)
{
    out.number(errors.errors().size());
    for (const CountedError &error : errors.errors()) {
        writeMoment(out, error.at, base);
        out.oneOf(error.errorClass);
    }
}

RecentErrors readErrors(ByteReader &in, TimePoint base)
{
    std::array<CountedError, RecentErrors::kMost> newestFirst = {};
    const std::uint64_t size = in.number(newestFirst.size());
    for (std::size_t i = 0; i < size; ++i) {
        newestFirst[i].at = readMoment(in, base);
        newestFirst[i].errorClass = in.oneOf(ErrorClass::Exception);
    }
    RecentErrors errors;
    for (std::size_t i = size; i > 0; --i)
        errors.add(newestFirst[i - 1].errorClass, newestFirst[i - 1].at);
    return errors;
}

void writeTransition(ByteWriter &out, const TransitionRecord &record, TimePoint base)
{
    out.oneOf(record.from);
    out.oneOf(record.to);
    out.oneOf(record.reason);
    out.byte(record.enforced ? 1 : 0);
    writeMoment(out, record.at, base);
    writeReal(out, record.actual);
    writeReal(out, record.threshold);
    writeCounts(out, record.window);
    out.signedNumber(record.windowLength.count());
    out.number(static_cast<std::uint64_t>(std::max(record.windowCalls, 0)));
    writeMaybe(out, record.lastError, [&](ErrorClass error) { out.oneOf(error); });
    writeErrors(out, record.lastErrors, base);
    writeMoment(out, record.nextTrialAt, base);
    writeMoment(out, record.nextAt, base);
    out.number(record.generation);
    out.signedNumber(record.passedOver.count);
    out.signedNumber(record.passedOver.halfOpen.count());
}

TransitionRecord readTransition(ByteReader &in, TimePoint base)
{
    TransitionRecord record;
    record.from = in.oneOf(EffectiveState::MeasureOnly);
    record.to = in.oneOf(EffectiveState::MeasureOnly);
    record.reason = in.oneOf(TransitionReason::ForcedOpenExpired);
    record.enforced = in.number(1) == 1;
    record.at = readMoment(in, base);
    record.actual = readReal(in);
    record.threshold = readReal(in);
    record.window = readCounts(in);
    record.windowLength = Nanoseconds(in.signedNumber());
    record.windowCalls = in.numberOf<int>();
    record.lastError = readMaybe(in, [&] { return in.oneOf(ErrorClass::Exception); });
    record.lastErrors = readErrors(in, base);
    record.nextTrialAt = readMaybeMoment(in, base);
    record.nextAt = readMaybeMoment(in, base);
    record.generation = in.number();
    record.passedOver.count = in.signedNumber();
    record.passedOver.halfOpen = Nanoseconds(in.signedNumber());
    return record;
}

} // namespace fusebox::storage

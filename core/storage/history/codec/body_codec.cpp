// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/codec/body_codec.h"

#include <algorithm>
#include <cmath>

#include "core/storage/history/codec/enum_numbers.h"

namespace fusebox::storage {

using history::Body;
using history::BucketCounts;
using history::TimeShares;

namespace {

constexpr std::uint8_t bodyVersion = 1;
/// Of a stretch: a hundred years, so that sums never run over.
constexpr std::uint64_t longestShare = 100ULL * 366 * 24 * 3'600 * 1'000;
/// Of one phase's time, added up over a stretch, in microseconds.
constexpr std::uint64_t longestPhases = longestShare * 1'000;
constexpr double longestMean = 3.6e12; // ns; an hour, as far as the buckets go

/// What is there, and how.
enum Flag : std::uint8_t {
    OtherOutcomes = 1, ///< than success
    Errors = 2,
    Phases = 4,
    RoundedPhases = 8,
    PhaseLatencies = 16,
    UpThroughout = 32,
    SeveralAttempts = 64,
    NotAllMeasured = 128 ///< there are answers whose phases are in no sum
};

bool isUpThroughout(const Body &body, const BodyShape &shape)
{
    return body.time.up == shape.length && body.time.total() == shape.length;
}

std::uint8_t flagsOf(const Body &body, const BodyShape &shape)
{
    const bool onlySuccess = std::ranges::all_of(body.outcomes.begin() + 1, body.outcomes.end(),
                                                 [](std::uint32_t count) { return count == 0; });
    const bool hasPhases = body.measured > 0;
    const auto flag = [](bool isSet, Flag which) { return isSet ? which : 0; };
    return static_cast<std::uint8_t>(
        flag(!onlySuccess, OtherOutcomes) | flag(body.errors != decltype(body.errors){}, Errors) |
        flag(hasPhases, Phases) | flag(hasPhases && shape.roundsPhases, RoundedPhases) |
        flag(hasPhases && shape.phaseLatencies, PhaseLatencies) |
        flag(isUpThroughout(body, shape), UpThroughout) | flag(body.attempts > 1, SeveralAttempts) |
        flag(body.measured != body.answered(), NotAllMeasured));
}

/// Those that are not zero, after a mask that says which.
template <typename Values, typename Write>
void writeSome(ByteWriter &out, const Values &values, Write write)
{
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] != typename Values::value_type{})
            mask |= 1ULL << i;
    out.number(mask);
    for (const auto &value : values)
        if (value != typename Values::value_type{})
            write(value);
}

template <typename Values, typename Read>
void readSome(ByteReader &in, Values &values, Read read)
{
    const std::uint64_t mask = in.number((1ULL << values.size()) - 1);
    for (std::size_t i = 0; i < values.size(); ++i)
        if ((mask >> i & 1) != 0)
            values[i] = read();
}

// A cell that is near the one before it, and holds little, is one byte: how many buckets lie between, and one
// less than the count. Else the byte that none such has, and two numbers.
constexpr std::uint32_t nearBuckets = 8;
constexpr std::uint32_t fewCounts = 31;
constexpr std::uint8_t farCell = 0xff;

void writeCells(ByteWriter &out, const BucketCounts &latencies)
{
    out.number(latencies.cells().size());
    std::uint32_t next = 0;
    for (const BucketCounts::Cell &cell : latencies.cells()) {
        const std::uint32_t between = cell.bucket - next;
        if (between < nearBuckets && cell.count <= fewCounts) {
            out.byte(static_cast<std::uint8_t>(between * fewCounts + cell.count - 1));
        } else {
            out.byte(farCell);
            out.number(between);
            out.number(cell.count);
        }
        next = cell.bucket + 1U;
    }
}
static_assert(nearBuckets * fewCounts <= farCell);

/// Calls `take(bucket, count)` for each; with none of use they are passed over.
template <typename Take>
void readCells(ByteReader &in, Take take)
{
    std::uint64_t next = 0;
    for (std::uint64_t left = in.number(BucketCounts::Buckets::kBuckets); left > 0 && !in.fault(); --left) {
        const std::uint8_t packed = in.byte();
        const bool isNear = packed != farCell;
        const std::uint64_t bucket =
            next + (isNear ? packed / fewCounts : in.number(BucketCounts::Buckets::kBuckets));
        const std::uint32_t count = isNear ? packed % fewCounts + 1 : in.numberOf<std::uint32_t>();
        if (bucket >= BucketCounts::Buckets::kBuckets || count == 0)
            in.fail(StoredFault::OutOfBounds);
        else
            take(static_cast<std::uint16_t>(bucket), count);
        next = bucket + 1;
    }
}

BucketCounts readLatencies(ByteReader &in, bool isWanted)
{
    BucketCounts latencies;
    if (isWanted)
        readCells(in, [&](std::uint16_t bucket, std::uint32_t count) { latencies.count(bucket, count); });
    else
        readCells(in, [](std::uint16_t, std::uint32_t) {});
    return latencies;
}

/// Of the answers whose phases were added up; there is one at least.
std::uint16_t meanBucket(const Body &body, std::size_t phase)
{
    const double mean = static_cast<double>(body.phases[phase].count()) / body.measured;
    const auto cut = std::llround(std::min(mean * 1'000, longestMean));
    return static_cast<std::uint16_t>(BucketCounts::Buckets::bucketOf(std::chrono::nanoseconds(cut)));
}

/// Rounded, so that its mean is in the same bucket again: what is sealed may be opened and sealed anew.
Body::Microseconds sumOf(std::uint16_t bucket, std::uint32_t answers)
{
    const auto mean = static_cast<double>(BucketCounts::Buckets::valueOf(bucket).count());
    return Body::Microseconds(static_cast<std::uint64_t>(std::round(mean * answers / 1'000)));
}

/// How far the means are from those before: they hardly change.
void writeMeans(ByteWriter &out, const Body &body, PhaseMeans &before)
{
    for (std::size_t i = 0; i < before.size(); ++i) {
        const std::uint16_t mean = meanBucket(body, i);
        out.signedNumber(mean - before[i]);
        before[i] = mean;
    }
}

void readMeans(ByteReader &in, Body &body, PhaseMeans &before)
{
    for (std::size_t i = 0; i < before.size(); ++i) {
        const std::int64_t mean = before[i] + in.signedNumber(BucketCounts::Buckets::kBuckets);
        if (mean < 0 || mean >= std::int64_t(BucketCounts::Buckets::kBuckets))
            return in.fail(StoredFault::OutOfBounds);
        before[i] = static_cast<std::uint16_t>(mean);
        body.phases[i] = mean == 0 ? Body::Microseconds(0) : sumOf(before[i], body.measured);
    }
}

void writePhases(ByteWriter &out, const Body &body, std::uint8_t flags, PhaseMeans &before)
{
    if ((flags & RoundedPhases) != 0)
        writeMeans(out, body, before);
    else
        writeSome(out, body.phases, [&](Body::Microseconds sum) { out.number(sum.count()); });
    if ((flags & PhaseLatencies) != 0)
        writeSome(out, body.phaseLatencies,
                  [&](const BucketCounts &latencies) { writeCells(out, latencies); });
}

void readPhases(ByteReader &in, Body &body, std::uint8_t flags, PhaseMeans &before, BodyParts parts)
{
    if ((flags & RoundedPhases) != 0)
        readMeans(in, body, before);
    else
        readSome(in, body.phases, [&] { return Body::Microseconds(in.number(longestPhases)); });
    if ((flags & PhaseLatencies) != 0)
        readSome(in, body.phaseLatencies, [&] { return readLatencies(in, parts == BodyParts::All); });
}

std::uint8_t readAttempts(ByteReader &in, const Body &body, std::uint8_t flags)
{
    if ((flags & SeveralAttempts) == 0)
        return body.checks() > 0 ? 1 : 0;
    const std::uint8_t attempts = in.byte();
    if (attempts < 2)
        in.fail(StoredFault::OutOfBounds);
    return attempts;
}

void writeTime(ByteWriter &out, const TimeShares &time)
{
    const auto write = [&out](milliseconds share) {
        out.number(static_cast<std::uint64_t>(std::max(share.count(), std::int64_t(0))));
    };
    write(time.up);
    write(time.down);
    writeSome(out, time.gaps, write);
}

TimeShares readTime(ByteReader &in)
{
    const auto read = [&in] { return milliseconds(in.number(longestShare)); };
    TimeShares time;
    time.up = read();
    time.down = read();
    readSome(in, time.gaps, read);
    return time;
}

} // namespace

void writeBody(ByteWriter &out, const Body &body, const BodyShape &shape, PhaseMeans &before)
{
    const std::uint8_t flags = flagsOf(body, shape);
    const auto write = [&out](std::uint32_t value) { out.number(value); };
    out.byte(flags);
    (flags & OtherOutcomes) != 0 ? writeSome(out, body.outcomes, write) : write(body.outcomes[0]);
    if ((flags & Errors) != 0)
        writeSome(out, body.errors, write);
    if ((flags & SeveralAttempts) != 0)
        out.byte(body.attempts);
    if ((flags & NotAllMeasured) != 0)
        write(body.measured);
    if ((flags & UpThroughout) == 0)
        writeTime(out, body.time);
    writeCells(out, body.latencies);
    if ((flags & Phases) != 0)
        writePhases(out, body, flags, before);
}

Body readBody(ByteReader &in, const BodyShape &shape, PhaseMeans &before, BodyParts parts)
{
    Body body;
    const std::uint8_t flags = in.byte();
    const auto read = [&in] { return in.numberOf<std::uint32_t>(); };
    if ((flags & OtherOutcomes) != 0)
        readSome(in, body.outcomes, read);
    else
        body.outcomes[0] = read();
    if ((flags & Errors) != 0)
        readSome(in, body.errors, read);
    body.attempts = readAttempts(in, body, flags);
    body.measured = (flags & NotAllMeasured) != 0 ? read() : body.answered();
    if ((flags & UpThroughout) == 0)
        body.time = readTime(in);
    else
        body.time.up = shape.length;
    body.latencies = readLatencies(in, parts != BodyParts::Times);
    if ((flags & Phases) != 0 && body.measured == 0)
        in.fail(StoredFault::OutOfBounds);
    else if ((flags & Phases) != 0)
        readPhases(in, body, flags, before, parts);
    return body;
}

QByteArray encodeBody(const Body &body, const BodyShape &shape)
{
    ByteWriter out;
    out.byte(bodyVersion);
    PhaseMeans none = {};
    writeBody(out, body, shape, none);
    return out.take();
}

tl::expected<Body, StoredFault> decodeBody(QByteArrayView bytes, const BodyShape &shape, BodyParts parts)
{
    ByteReader in(bytes);
    if (in.byte() != bodyVersion)
        in.fail(StoredFault::Newer);
    PhaseMeans none = {};
    Body body = readBody(in, shape, none, parts);
    if (const auto fault = in.faultAtEnd())
        return tl::unexpected(*fault);
    return body;
}

} // namespace fusebox::storage

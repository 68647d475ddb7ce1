// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/codec/outage_codec.h"

#include "core/storage/history/codec/cause_codec.h"

namespace fusebox::storage {

using health::WallTime;
using history::ActMeanwhile;
using history::AffectedEndpoint;
using history::OutageRecord;

namespace {

constexpr std::uint8_t outageVersion = 1;
constexpr std::uint64_t mostEndpoints = 100'000;

void writeWall(ByteWriter &out, WallTime at)
{
    out.signedNumber(at.time_since_epoch().count());
}

WallTime readWall(ByteReader &in)
{
    constexpr std::int64_t farthest = 10'000LL * 366 * 24 * 3'600 * 1'000; // years
    return WallTime(std::chrono::milliseconds(in.signedNumber(farthest)));
}

std::optional<WallTime> readMaybeWall(ByteReader &in)
{
    return readMaybe(in, [&] { return readWall(in); });
}

void writeEndpoints(ByteWriter &out, const std::vector<AffectedEndpoint> &endpoints)
{
    out.number(endpoints.size());
    for (const AffectedEndpoint &endpoint : endpoints) {
        writeText(out, endpoint.id);
        writeWall(out, endpoint.from);
        writeMaybe(out, endpoint.to, [&](WallTime at) { writeWall(out, at); });
    }
}

void writeActs(ByteWriter &out, const std::vector<ActMeanwhile> &acts)
{
    out.number(acts.size());
    for (const ActMeanwhile &act : acts) {
        writeWall(out, act.at);
        writeText(out, act.endpoint);
        out.oneOf(act.act);
    }
}

void readLists(ByteReader &in, OutageRecord &outage)
{
    for (std::uint64_t left = in.number(mostEndpoints); left > 0 && !in.fault(); --left)
        outage.endpoints.push_back({in.text(mostText), readWall(in), readMaybeWall(in)});
    for (std::uint64_t left = in.number(OutageRecord::mostActs); left > 0 && !in.fault(); --left)
        outage.acts.push_back({readWall(in), in.text(mostText), in.oneOf(health::ManualAct::SendMessage)});
}

} // namespace

QByteArray encodeOutage(const OutageRecord &outage)
{
    ByteWriter out;
    out.byte(outageVersion);
    out.signedNumber(outage.id);
    writeWall(out, outage.from);
    writeMaybe(out, outage.to, [&](WallTime at) { writeWall(out, at); });
    writeMaybe(out, outage.cause, [&](const auto &cause) { writeCause(out, cause); });
    writeFailure(out, outage.failure);
    writeMaybe(out, outage.worstLatency, [&](auto time) { out.signedNumber(time.count()); });
    writeEndpoints(out, outage.endpoints);
    writeActs(out, outage.acts);
    return out.take();
}

tl::expected<OutageRecord, StoredFault> decodeOutage(QByteArrayView bytes)
{
    ByteReader in(bytes);
    if (in.byte() != outageVersion)
        in.fail(StoredFault::Newer);
    OutageRecord outage;
    outage.id = in.signedNumber();
    outage.from = readWall(in);
    outage.to = readMaybeWall(in);
    outage.cause = readMaybe(in, [&] { return readCause(in); });
    outage.failure = readFailure(in);
    outage.worstLatency = readMaybe(in, [&] { return health::Nanoseconds(in.signedNumber()); });
    readLists(in, outage);
    if (const auto fault = in.faultAtEnd())
        return tl::unexpected(*fault);
    return outage;
}

} // namespace fusebox::storage

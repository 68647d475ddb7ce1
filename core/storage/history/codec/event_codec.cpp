// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/codec/event_codec.h"

#include "core/storage/history/codec/cause_codec.h"
#include "core/storage/history/codec/enum_numbers.h"
#include "core/storage/history/codec/failure_codec.h"
#include "core/storage/history/codec/transition_codec.h"

namespace fusebox::storage {

using namespace health;
using history::CertificateChange;
using history::RecordedEvent;

namespace {

constexpr std::uint8_t eventVersion = 1;
constexpr std::uint64_t mostReasons = 32;
constexpr std::uint64_t mostFailing = 100'000;

/// Writes one kind, and reads it, in the same order.
struct EventWriter
{
    ByteWriter &out;
    TimePoint base;

    void operator()(const TransitionEvent &event) const
    {
        writeTransition(out, event.record, base);
        writeFailure(out, event.failure);
    }
    void operator()(const StatusEvent &event) const
    {
        out.oneOf(event.from);
        out.oneOf(event.to);
        out.number(event.reasons.size());
        for (const StatusReason &reason : event.reasons)
            write(reason);
    }
    void operator()(const WebSocketEvent &event) const
    {
        out.oneOf(event.change);
        out.signedNumber(event.attempt);
        writeMaybe(out, event.closeCode, [&](int code) { out.signedNumber(code); });
        writeText(out, event.closeReason);
        writeMaybe(out, event.retryIn, [&](Nanoseconds time) { out.signedNumber(time.count()); });
        writeMaybe(out, event.latency, [&](Nanoseconds time) { out.signedNumber(time.count()); });
        writeText(out, event.subprotocol);
        writeFailure(out, event.failure);
        writeMaybe(out, event.gap, [&](GapCause cause) { out.oneOf(cause); });
    }
    void operator()(const ManualEvent &event) const { out.oneOf(event.act); }
    void operator()(const GapEvent &event) const
    {
        out.oneOf(event.cause);
        writeMaybe(out, event.length, [&](Nanoseconds time) { out.signedNumber(time.count()); });
        writeText(out, QString::fromStdString(event.detail));
    }
    void operator()(const IncidentEvent &event) const
    {
        out.oneOf(event.change);
        out.signedNumber(event.incident.number);
        writeCause(out, event.incident.cause);
        writeMoment(out, event.incident.since.steady, base);
        out.number(event.incident.failing.size());
        for (const settings::EndpointId &id : event.incident.failing)
            writeText(out, id);
        out.signedNumber(event.incident.sharing);
        out.oneOf(event.incident.error);
        writeMaybe(out, event.length, [&](Nanoseconds time) { out.signedNumber(time.count()); });
    }
    void operator()(const CertificateChange &event) const
    {
        writeText(out, event.subject);
        writeText(out, event.issuer);
        out.bytes(event.fingerprint);
        out.signedNumber(event.notAfter.time_since_epoch().count());
    }

    void write(const StatusReason &reason) const
    {
        out.oneOf(reason.kind);
        out.signedNumber(reason.latency.count());
        out.signedNumber(reason.limit.count());
        out.signedNumber(reason.age.count());
        out.signedNumber(reason.attempts);
        writeFailure(out, reason.failure);
        out.oneOf(reason.source);
        out.signedNumber(reason.certificateLeft.count());
        writeText(out, reason.text);
    }
};

/// Members in braces are read in their order.
struct EventReader
{
    ByteReader &in;
    Moment at;

    int number() const { return static_cast<int>(in.signedNumber(std::numeric_limits<int>::max())); }
    Nanoseconds time() const { return Nanoseconds(in.signedNumber()); }
    std::optional<Nanoseconds> maybeTime() const
    {
        return readMaybe(in, [this] { return time(); });
    }

    TransitionEvent transition() const { return {readTransition(in, at.steady), readFailure(in)}; }
    StatusEvent status() const
    {
        StatusEvent event{in.oneOf(Status::Paused), in.oneOf(Status::Paused)};
        for (std::uint64_t left = in.number(mostReasons); left > 0 && !in.fault(); --left)
            event.reasons.push_back(reason());
        return event;
    }
    StatusReason reason() const
    {
        return {.kind = in.oneOf(ReasonKind::Warning),
                .latency = time(),
                .limit = time(),
                .age = time(),
                .attempts = number(),
                .failure = readFailure(in),
                .source = in.oneOf(resilience::Source::Static),
                .certificateLeft = std::chrono::seconds(in.signedNumber()),
                .text = in.text(mostText)};
    }
    WebSocketEvent session() const
    {
        WebSocketEvent event;
        event.change = in.oneOf(WebSocketChange::Stopped);
        event.attempt = number();
        event.closeCode = readMaybe(in, [this] { return number(); });
        event.closeReason = in.text(mostText);
        event.retryIn = maybeTime();
        event.latency = maybeTime();
        event.subprotocol = in.text(mostText);
        event.failure = readFailure(in);
        event.gap = readMaybe(in, [this] { return in.oneOf(GapCause::Silent); });
        return event;
    }
    ManualEvent manual() const { return {in.oneOf(ManualAct::SendMessage)}; }
    GapEvent gap() const
    {
        return {in.oneOf(GapCause::Silent), maybeTime(), in.text(mostText).toStdString()};
    }
    IncidentEvent incident() const
    {
        IncidentEvent event;
        event.change = in.oneOf(IncidentChange::Dropped);
        event.incident.number = number();
        event.incident.cause = readCause(in);
        event.incident.since.steady = readMoment(in, at.steady);
        event.incident.since.wall =
            at.wall + std::chrono::floor<std::chrono::milliseconds>(
                          resilience::saturatingDifference(event.incident.since.steady, at.steady));
        for (std::uint64_t left = in.number(mostFailing); left > 0 && !in.fault(); --left)
            event.incident.failing.push_back(in.text(mostText));
        event.incident.sharing = number();
        event.incident.error = in.oneOf(resilience::ErrorClass::Exception);
        event.length = maybeTime();
        return event;
    }
    CertificateChange certificate() const
    {
        return {in.text(mostText), in.text(mostText), in.bytes(mostText),
                std::chrono::sys_seconds(std::chrono::seconds(in.signedNumber()))};
    }
};

decltype(RecordedEvent::what) readWhat(const EventReader &reader, EventKind kind)
{
    switch (kind) {
    case EventKind::Transition: return reader.transition();
    case EventKind::Status: return reader.status();
    case EventKind::Session: return reader.session();
    case EventKind::Manual: return reader.manual();
    case EventKind::Gap: return reader.gap();
    case EventKind::Incident: return reader.incident();
    case EventKind::Certificate: return reader.certificate();
    }
    reader.in.fail(StoredFault::OutOfBounds);
    return ManualEvent();
}

} // namespace

EventKind kindOf(const RecordedEvent &event)
{
    static_assert(std::variant_size_v<decltype(event.what)> ==
                  static_cast<std::size_t>(EventKind::Certificate) + 1);
    return static_cast<EventKind>(event.what.index());
}

Moment storedMoment(WallTime at)
{
    return {TimePoint(at.time_since_epoch()), at};
}

QByteArray encodeEvent(const RecordedEvent &event)
{
    ByteWriter out;
    out.byte(eventVersion);
    std::visit(EventWriter{out, event.at.steady}, event.what);
    return out.take();
}

tl::expected<RecordedEvent, StoredFault> decodeEvent(QByteArrayView bytes, EventKind kind, WallTime at,
                                                     const settings::EndpointId &endpoint)
{
    ByteReader in(bytes);
    if (in.byte() != eventVersion)
        in.fail(StoredFault::Newer);
    RecordedEvent event{storedMoment(at), endpoint, {}};
    event.what = readWhat({in, event.at}, kind);
    if (const auto fault = in.faultAtEnd())
        return tl::unexpected(*fault);
    return event;
}

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/codec/failure_codec.h"

#include "core/storage/history/codec/enum_numbers.h"

namespace fusebox::storage {

using namespace probe;

namespace {

using resilience::Failure;
using resilience::Nanoseconds;

void writeFault(ByteWriter &, std::monostate) {}
void writeFault(ByteWriter &, OwnWords) {}

void writeFault(ByteWriter &out, const HttpFault &fault)
{
    out.oneOf(fault.kind);
    out.signedNumber(fault.index);
}

template <typename Enum>
void writeFault(ByteWriter &out, Enum fault)
{
    out.oneOf(fault);
}

HttpFault readHttpFault(ByteReader &in)
{
    HttpFault fault;
    fault.kind = in.oneOf(HttpFault::Kind::RedirectLimit);
    fault.index = static_cast<int>(in.signedNumber(std::numeric_limits<int>::max()));
    return fault;
}

/// In the order of the variant.
Fault readFault(ByteReader &in)
{
    static_assert(std::variant_size_v<Fault> == 6);
    switch (in.number(std::variant_size_v<Fault> - 1)) {
    case 1: return readHttpFault(in);
    case 2: return in.oneOf(DnsFault::NoMeans);
    case 3: return in.oneOf(TlsFault::Handshake);
    case 4: return in.oneOf(WebSocketFault::NoExpectedMessage);
    case 5: return OwnWords{};
    default: return {};
    }
}

void writeCore(ByteWriter &out, const Failure &failure)
{
    out.oneOf(failure.errorClass);
    out.signedNumber(failure.status);
    writeMaybe(out, failure.rejectedBy, [&](auto by) { out.oneOf(by); });
    writeMaybe(out, failure.retryAfter, [&](Nanoseconds after) { out.signedNumber(after.count()); });
    writeText(out, QString::fromStdString(failure.detail));
    writeMaybe(out, failure.timedOut, [&](auto scope) { out.oneOf(scope); });
}

void readCore(ByteReader &in, Failure &failure)
{
    using namespace resilience;
    failure.errorClass = in.oneOf(ErrorClass::Exception);
    failure.status = static_cast<int>(in.signedNumber(std::numeric_limits<int>::max()));
    failure.rejectedBy = readMaybe(in, [&] { return in.oneOf(RejectedBy::Machine); });
    failure.retryAfter = readMaybe(in, [&] { return Nanoseconds(in.signedNumber()); });
    failure.detail = in.text(mostText).toStdString();
    failure.timedOut = readMaybe(in, [&] { return in.oneOf(TimeoutScope::Total); });
}

ProbeFailure readOne(ByteReader &in)
{
    ProbeFailure failure;
    readCore(in, failure);
    failure.phase = in.oneOf(Phase::Transfer);
    failure.fault = readFault(in);
    failure.proxyFault = readMaybe(in, [&] { return in.oneOf(ProxyFault::Unsupported); });
    failure.closeCode = readMaybe(in, [&] { return static_cast<int>(in.number(0xffff)); });
    return failure;
}

void writeOne(ByteWriter &out, const ProbeFailure &failure)
{
    writeCore(out, failure);
    out.oneOf(failure.phase);
    out.number(failure.fault.index());
    std::visit([&out](const auto &fault) { writeFault(out, fault); }, failure.fault);
    writeMaybe(out, failure.proxyFault, [&](ProxyFault fault) { writeFault(out, fault); });
    writeMaybe(out, failure.closeCode, [&](int code) { out.number(static_cast<std::uint16_t>(code)); });
}

} // namespace

/// Cut between characters.
void writeText(ByteWriter &out, const QString &text)
{
    QByteArray bytes = text.toUtf8();
    if (bytes.size() > mostText) {
        qsizetype size = mostText;
        while (size > 0 && (static_cast<std::uint8_t>(bytes[size]) & 0xc0U) == 0x80U)
            --size;
        bytes.truncate(size);
    }
    out.bytes(bytes);
}

void writeFailure(ByteWriter &out, const std::optional<ProbeFailure> &failure)
{
    writeMaybe(out, failure, [&](const ProbeFailure &one) { writeOne(out, one); });
}

std::optional<ProbeFailure> readFailure(ByteReader &in)
{
    return readMaybe(in, [&] { return readOne(in); });
}

} // namespace fusebox::storage

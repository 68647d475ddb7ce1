// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/http2_faults.h"

namespace fusebox::demo {

namespace {

/// RFC 9113, 6.
enum Type : char {
    Data = 0,
    Headers = 1,
    ResetStream = 3,
    Settings = 4,
    Ping = 6,
    WindowUpdate = 8,
    Continuation = 9
};
constexpr char unknownType = 0x42;
constexpr char endStream = 1, acknowledges = 1, endHeaders = 4, padded = 8;

QByteArray frame(char type, char flags, char stream, const QByteArray &payload = {})
{
    const auto size = static_cast<unsigned>(payload.size());
    const QByteArray length = QByteArray(1, '\0') + static_cast<char>(size >> 8U) + static_cast<char>(size);
    return length + type + flags + QByteArray(3, '\0') + stream + payload;
}

const QByteArray settings = frame(Settings, 0, 0);
const QByteArray status200("\x88", 1); // of HPACK's table (RFC 7541, appendix A)
const QByteArray head = settings + frame(Headers, endHeaders, 1, status200);

Script sendsFrames(const QByteArray &bytes)
{
    return {step::ReadRequest{}, step::Send{bytes}, step::StaySilent{}};
}

Script floods(const QByteArray &first, const QByteArray &then)
{
    return {step::ReadRequest{}, step::Send{first}, step::SendForever{then}};
}

QByteArray paddedData(const QByteArray &bytes)
{
    return frame(Data, padded, 1, '\xff' + bytes + QByteArray(255, '\0'));
}

} // namespace

std::vector<HttpFaultScript> http2Faults()
{
    return {
        {"HTTP/2: 200", sendsFrames(head + frame(Data, endStream, 1, "fine"))},
        {"HTTP/2: stream refused",
         sendsFrames(settings + frame(ResetStream, 0, 1, QByteArray("\0\0\0\7", 4)))},
        {"HTTP/2: endless settings", floods({}, settings)},
        {"HTTP/2: endless answers to pings",
         floods(settings, frame(Ping, acknowledges, 0, QByteArray(8, 'p')))},
        {"HTTP/2: endless pings", floods(settings, frame(Ping, 0, 0, QByteArray(8, 'p')))},
        {"HTTP/2: endless window updates",
         floods(settings, frame(WindowUpdate, 0, 0, QByteArray("\0\0\0\1", 4)))},
        {"HTTP/2: endless frames of an unknown type", floods(settings, frame(unknownType, 0, 0))},
        {"HTTP/2: endless long frames of an unknown type",
         floods(settings, frame(unknownType, 0, 0, QByteArray(16'000, 'x')))},
        {"HTTP/2: endless empty data", floods(head, frame(Data, 0, 1))},
        {"HTTP/2: endless padding", floods(head, paddedData({}))},
        {"HTTP/2: endless padding around single bytes", floods(head, paddedData("x"))},
        {"HTTP/2: endless interim answers", floods(settings, frame(Headers, endHeaders, 1,
                                                                   QByteArray("\x08\x03"
                                                                              "103",
                                                                              5)))},
        {"HTTP/2: endless continuations",
         floods(settings + frame(Headers, 0, 1, status200), frame(Continuation, 0, 1))},
    };
}

} // namespace fusebox::demo

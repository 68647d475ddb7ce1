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
    GoAway = 7,
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

QByteArray paddedData(const QByteArray &bytes, char flags = 0)
{
    return frame(Data, static_cast<char>(padded | flags), 1, '\xff' + bytes + QByteArray(255, '\0'));
}

QByteArray number(char value)
{
    return QByteArray(3, '\0') + value;
}

/// Answers, and then does `then` to the request that follows on the same connection.
Script onceFineThen(const QByteArray &then)
{
    const step::ReadUntil secondRequest{frame(Headers, endHeaders | endStream, 3).sliced(3)};
    return {step::ReadRequest{}, step::Send{head + frame(Data, endStream, 1, "fine")}, secondRequest,
            step::Send{then}, step::StaySilent{}};
}

/// What is odd, and by the book.
std::vector<HttpFaultScript> oddities()
{
    const QByteArray interim("\x08\x03"
                             "103",
                             5);
    constexpr char refused = 7;
    return {
        {"HTTP/2: 103 first",
         sendsFrames(settings + frame(Headers, endHeaders, 1, interim) +
                     frame(Headers, endHeaders, 1, status200) + frame(Data, endStream, 1, "fine"))},
        {"HTTP/2: no body", sendsFrames(settings + frame(Headers, endHeaders | endStream, 1, status200))},
        {"HTTP/2: headers in pieces",
         sendsFrames(settings + frame(Headers, 0, 1) + frame(Continuation, 0, 1, status200) +
                     frame(Continuation, endHeaders, 1) + frame(Data, endStream, 1, "fine"))},
        {"HTTP/2: padded headers",
         sendsFrames(settings +
                     frame(Headers, endHeaders | padded, 1, '\3' + status200 + QByteArray(3, '\0')) +
                     frame(Data, endStream, 1, "fine"))},
        {"HTTP/2: padded data", sendsFrames(head + paddedData("fi") + paddedData("ne", endStream))},
        {"HTTP/2: padding alone, then data",
         sendsFrames(head + paddedData({}) + frame(Data, 0, 1) + frame(Data, endStream, 1, "fine"))},
        {"HTTP/2: trailers",
         sendsFrames(head + frame(Data, 0, 1, "fine") +
                     frame(Headers, endHeaders | endStream, 1, QByteArray("\0\1a\1b", 5)))},
        {"HTTP/2: frames of an unknown type around everything",
         sendsFrames(settings + frame(unknownType, 0, 0, "?") + frame(Headers, endHeaders, 1, status200) +
                     frame(unknownType, 1, 1, "?") + frame(Data, endStream, 1, "fine"))},
        {"HTTP/2: goodbye behind the answer",
         sendsFrames(head + frame(Data, endStream, 1, "fine") + frame(GoAway, 0, 0, number(1) + number(0)))},
        {"HTTP/2: goodbye before the answer, which comes all the same",
         sendsFrames(head + frame(GoAway, 0, 0, number(1) + number(0)) + frame(Data, endStream, 1, "fine"))},
        {"HTTP/2: no more streams behind the answer",
         sendsFrames(head + frame(Data, endStream, 1, "fine") +
                     frame(Settings, 0, 0, QByteArray("\0\3", 2) + number(0)))},
        {"HTTP/2: second request refused", onceFineThen(frame(ResetStream, 0, 3, number(refused)))},
        {"HTTP/2: second request left out by a goodbye",
         onceFineThen(frame(GoAway, 0, 0, number(1) + number(0)))},
    };
}

} // namespace

std::vector<HttpFaultScript> http2Faults()
{
    std::vector<HttpFaultScript> faults{
        {"HTTP/2: 200", sendsFrames(head + frame(Data, endStream, 1, "fine"))},
        {"HTTP/2: stream refused", sendsFrames(settings + frame(ResetStream, 0, 1, number(7)))},
        {"HTTP/2: stream reset within the body",
         sendsFrames(head + frame(Data, 0, 1, "fi") + frame(ResetStream, 0, 1, number(2)))},
        {"HTTP/2: goodbye with an error",
         sendsFrames(settings + frame(GoAway, 0, 0, number(0) + number(11)))},
        {"HTTP/2: more padding than frame", sendsFrames(head + frame(Data, padded, 1, "\x09x"))},
        {"HTTP/2: data before the headers", sendsFrames(settings + frame(Data, endStream, 1, "fine"))},
        {"HTTP/2: less data than was announced", sendsFrames(settings +
                                                             frame(Headers, endHeaders, 1,
                                                                   status200 + QByteArray("\x0f\x0d\1"
                                                                                          "9",
                                                                                          4)) +
                                                             frame(Data, endStream, 1, "fine"))},
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
    const auto odd = oddities();
    faults.insert(faults.begin() + 1, odd.begin(), odd.end());
    return faults;
}

} // namespace fusebox::demo

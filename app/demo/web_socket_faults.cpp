// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/web_socket_faults.h"

namespace fusebox::demo {

using namespace std::chrono_literals;

namespace {

/// Accepts the upgrade, sends bytes as they are and then behaves.
Talk upgradesAndSends(const QByteArray &bytes)
{
    return {step::Upgrade{}, step::Send{bytes}, step::Converse{}};
}

QByteArray repeated(const QByteArray &bytes, int times)
{
    return bytes.repeated(times);
}

std::vector<WebSocketFault> handshakes()
{
    const QByteArray upgraded =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    const auto refuses = [](int status) { return answer(status, "no\n"); };
    return {
        {"answers the upgrade with 200", refuses(200)},
        {"answers the upgrade with 401", refuses(401)},
        {"answers the upgrade with 403", refuses(403)},
        {"answers the upgrade with 404", refuses(404)},
        {"answers the upgrade with 426", refuses(426)},
        {"answers the upgrade with 503", refuses(503)},
        {"redirects the upgrade",
         Script{step::ReadRequest{},
                step::Send{"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"},
                step::StaySilent{}}},
        {"speaks no HTTP", Script{step::Send{"SSH-2.0-OpenSSH_9.2\r\n"}, step::StaySilent{}}},
        {"accepts the upgrade with the key of another",
         Script{step::ReadRequest{},
                step::Send{upgraded + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n"},
                step::StaySilent{}}},
        {"chooses a subprotocol that nobody asked for",
         Talk{step::Upgrade{"Sec-WebSocket-Protocol: surprise\r\n"}, step::StaySilent{}}},
        {"reads the upgrade and says nothing", Script{step::ReadRequest{}, step::StaySilent{}}},
        {"accepts the upgrade and says nothing, not even a pong", Talk{step::Upgrade{}, step::StaySilent{}}},
        {"answers a ping with the wrong pong",
         Talk{step::Upgrade{}, step::Send{encode({OpCode::Pong, "not yours"})}, step::StaySilent{}}},
        {"sends messages and no pong",
         Talk{step::Upgrade{}, step::Send{encode({OpCode::Text, "tick"}) + encode({OpCode::Text, "tock"})},
              step::StaySilent{}}},
    };
}

/// The two bytes are opcode with flags, and length with the mask's bit (RFC 6455, 5.2).
std::vector<WebSocketFault> frames()
{
    return {
        {"masks its frames", upgradesAndSends(QByteArray::fromHex("8182000000006869"))},
        {"sets a reserved bit", upgradesAndSends(QByteArray::fromHex("c1026869"))},
        {"sends a frame of an unknown kind", upgradesAndSends(QByteArray::fromHex("83026869"))},
        {"sends text that is no UTF-8", upgradesAndSends(QByteArray::fromHex("8102c328"))},
        {"ends a message within a character", upgradesAndSends(QByteArray::fromHex("0101c38000"))},
        {"begins a message within another", upgradesAndSends(QByteArray::fromHex("010161810162"))},
        {"goes on with a message that never began", upgradesAndSends(QByteArray::fromHex("800161"))},
        {"says a length in more bytes than it takes",
         upgradesAndSends(QByteArray::fromHex("827e0001") + "x")},
        {"sends a ping in two fragments", upgradesAndSends(QByteArray::fromHex("0901780001"
                                                                               "79"))},
        {"sends a ping of 126 bytes",
         upgradesAndSends(QByteArray::fromHex("897e007e") + QByteArray(126, 'x'))},
        {"announces a frame of 2^62 bytes", upgradesAndSends(QByteArray::fromHex("827f4000000000000000"))},
        {"sends a frame of 2 MiB",
         upgradesAndSends(QByteArray::fromHex("827f0000000000200000") + QByteArray(2 * 1024 * 1024, 'x'))},
        {"stops in the middle of a frame",
         Talk{step::Upgrade{}, step::Send{QByteArray::fromHex("810561")}, step::StaySilent{}}},
        {"sends one message without end, in fragments",
         Talk{step::Upgrade{}, step::Send{QByteArray::fromHex("027effff") + QByteArray(65535, 'x')},
              step::Send{repeated(QByteArray::fromHex("007effff") + QByteArray(65535, 'x'), 300)},
              step::StaySilent{}}},
        {"sends 100,000 pings at once", upgradesAndSends(repeated(QByteArray::fromHex("8900"), 100'000))},
    };
}

std::vector<WebSocketFault> ends(resilience::Nanoseconds calm)
{
    const auto then = [calm](std::initializer_list<TalkStep> steps) {
        Talk talk{step::Upgrade{}, step::Converse{.length = calm}};
        talk.insert(talk.end(), steps);
        return talk;
    };
    const auto closesWith = [&then](quint16 code, const QByteArray &reason) {
        return then({step::Send{encode(closeFrame(code, reason))}, step::Close{}});
    };
    std::vector<WebSocketFault> faults{
        {"closes with code 999, which does not exist", closesWith(999, {})},
        {"closes without a code", then({step::Send{encode({OpCode::Close, {}})}, step::Close{}})},
        {"hangs up without a close frame", then({step::Close{}})},
        {"resets the connection", then({step::Reset{}})},
        {"falls silent, not even a pong", then({step::StaySilent{}})},
        {"reads no more, and does not go either", then({step::Deafen{}, step::StaySilent{}})},
    };
    for (const quint16 code : std::initializer_list<quint16>{1000, 1001, 1002, 1008, 1011, 1012, 1013, 4001})
        faults.push_back({"closes with code " + QByteArray::number(code), closesWith(code, "as asked for")});
    return faults;
}

} // namespace

std::vector<WebSocketFault> webSocketFaults(resilience::Nanoseconds calm)
{
    std::vector<WebSocketFault> faults{{"answers pings, and sends a message every 2 s", steadyTalk(2s)}};
    for (const auto &group : {handshakes(), frames(), ends(calm)})
        faults.insert(faults.end(), group.begin(), group.end());
    return faults;
}

} // namespace fusebox::demo

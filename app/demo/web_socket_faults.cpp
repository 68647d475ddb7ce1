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

/// Upgrades in its own way, says hello and behaves.
Talk upgradesLike(const std::function<QByteArray(QByteArray answer)> &written)
{
    return {step::Upgrade{.written = written}, step::Send{encode({OpCode::Text, "hi"})}, step::Converse{}};
}

/// With other lines in the place of "Upgrade: websocket" and "Connection: Upgrade".
Talk upgradesBy(const QByteArray &lines)
{
    return upgradesLike([lines](QByteArray answer) {
        return answer.replace("Upgrade: websocket\r\nConnection: Upgrade\r\n", lines);
    });
}

/// What is odd about the answer to the upgrade, and still one.
std::vector<WebSocketFault> oddHandshakes()
{
    const auto smallDevice = [](QByteArray answer) {
        return answer.replace("101 Switching Protocols", "101")
            .replace("Upgrade: websocket", "UPGRADE : WebSocket")
            .replace("Connection: Upgrade", "connection:\r\n upgrade")
            .replace("\r\n", "\n");
    };
    const auto interim = [](const QByteArray &answer) {
        return "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer;
    };
    const auto emptyFields = [](QByteArray answer) {
        return answer.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol:\r\nSec-WebSocket-Extensions:\r\n"
                                          "Content-Length: 0\r\n\r\n");
    };
    return {
        {"says 100 and 103 before it upgrades", upgradesLike(interim)},
        {"names the upgrade in lists",
         upgradesBy("Upgrade: h2c, WebSocket\r\nConnection: keep-alive,Upgrade\r\n")},
        {"names the upgrade in fields that come twice",
         upgradesBy("Connection: keep-alive\r\nUpgrade: h2c\r\nConnection: upgrade\r\nUpgrade: "
                    "websocket\r\n")},
        {"upgrades as small devices write", upgradesLike(smallDevice)},
        {"upgrades after empty lines",
         upgradesLike([](const QByteArray &answer) { return "\r\n\r\n" + answer; })},
        {"upgrades with empty fields", upgradesLike(emptyFields)},
        {"upgrades and speaks in one breath",
         Talk{step::Upgrade{.written =
                                [](const QByteArray &answer) {
                                    return answer + encode({OpCode::Text, "hi"});
                                }},
              step::Converse{}}},
    };
}

/// A message of 1,000 bytes in ten pieces, each after a pause; until all are there nothing else can come.
Talk speaksSlowly(resilience::Nanoseconds pause)
{
    Talk talk{step::Upgrade{}, step::Send{QByteArray::fromHex("817e03e8")}};
    for (int i = 0; i < 10; ++i)
        talk.insert(talk.end(), {step::Pause{pause}, step::Send{QByteArray(100, 'x')}});
    talk.emplace_back(step::Converse{});
    return talk;
}

/// What is odd about frames, and still by the book.
std::vector<WebSocketFault> oddFrames(resilience::Nanoseconds calm)
{
    const auto sends = [](const char *hex) { return upgradesAndSends(QByteArray::fromHex(hex)); };
    return {
        {"cuts text within a character", sends("0101c3"
                                               "8001a4")},
        {"cuts a character into four", sends("0101f0"
                                             "00019f"
                                             "0001a7"
                                             "8001a8")},
        {"begins with U+FEFF", sends("8105efbbbf6869")},
        {"sends characters of four bytes", sends("8108f09fa7a8f09fa7a8")},
        {"sends binary messages", sends("8203ff00c3")},
        {"pings and answers within a message", sends("010168"
                                                     "890470696e67"
                                                     "8a00"
                                                     "800169")},
        {"pings with 125 bytes",
         upgradesAndSends(encode({OpCode::Ping, QByteArray(125, 'p')}) + encode({OpCode::Text, "hi"}))},
        {"sends an empty message in three fragments", sends("0100"
                                                            "0000"
                                                            "8000")},
        {"sends 1 MiB",
         upgradesAndSends(QByteArray::fromHex("827f0000000000100000") + QByteArray(1024 * 1024, 'x'))},
        {"sends a long message on a slow line", speaksSlowly(calm)},
    };
}

std::vector<WebSocketFault> handshakes()
{
    const QByteArray upgraded =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    const auto refuses = [](int status) { return answer(status, "no\n"); };
    const auto answers = [](const QByteArray &bytes, const Step &then = step::StaySilent{}) -> Script {
        return {step::ReadRequest{}, step::Send{bytes}, then};
    };
    return {
        {"answers the upgrade with 200", refuses(200)},
        {"answers the upgrade with 401", refuses(401)},
        {"answers the upgrade with 403", refuses(403)},
        {"answers the upgrade with 404", refuses(404)},
        {"answers the upgrade with 426", refuses(426)},
        {"answers the upgrade with 503", refuses(503)},
        {"answers the upgrade with 503 and Retry-After",
         answers("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n")},
        {"answers the upgrade with 429 and Retry-After",
         answers("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n")},
        {"says 103 and refuses",
         answers("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")},
        {"redirects the upgrade",
         answers("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")},
        {"speaks no HTTP", Script{step::Send{"SSH-2.0-OpenSSH_9.2\r\n"}, step::StaySilent{}}},
        {"speaks TLS", answers(QByteArray::fromHex("15030100020246"))},
        {"answers with half a line", answers("HTTP/1.1 10", step::Close{})},
        {"reads the upgrade and closes", Script{step::ReadRequest{}, step::Close{}}},
        {"reads the upgrade and resets", Script{step::ReadRequest{}, step::Reset{}}},
        {"says 100 without end",
         Script{step::ReadRequest{}, step::SendForever{"HTTP/1.1 100 Continue\r\n\r\n"}}},
        {"sends headers without end",
         Script{step::ReadRequest{}, step::Send{upgraded}, step::SendForever{"X: y\r\n"}}},
        {"accepts the upgrade without a key", answers(upgraded + "\r\n")},
        {"accepts the upgrade with the key of another",
         answers(upgraded + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n")},
        {"upgrades to something else", upgradesBy("Upgrade: h2c\r\nConnection: Upgrade\r\n")},
        {"upgrades and closes the connection", upgradesBy("Upgrade: websocket\r\nConnection: close\r\n")},
        {"chooses a subprotocol that nobody asked for",
         Talk{step::Upgrade{"Sec-WebSocket-Protocol: surprise\r\n"}, step::StaySilent{}}},
        {"chooses an extension that nobody asked for",
         Talk{step::Upgrade{"Sec-WebSocket-Extensions: permessage-deflate\r\n"}, step::StaySilent{}}},
        {"reads the upgrade and says nothing", Script{step::ReadRequest{}, step::StaySilent{}}},
        {"says 103 and nothing more", answers("HTTP/1.1 103 Early Hints\r\n\r\n")},
        {"accepts the upgrade and says nothing, not even a pong", Talk{step::Upgrade{}, step::StaySilent{}}},
        {"answers a ping with the wrong pong",
         Talk{step::Upgrade{}, step::Send{encode({OpCode::Pong, "not yours"})}, step::StaySilent{}}},
        {"sends messages and no pong",
         Talk{step::Upgrade{}, step::Send{encode({OpCode::Text, "tick"}) + encode({OpCode::Text, "tock"})},
              step::StaySilent{}}},
        {"sends messages without end and no pong",
         Talk{step::Upgrade{}, step::Converse{.messageEvery = 10ms, .answersPings = false}}},
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
        {"hangs up in the middle of a frame",
         Talk{step::Upgrade{}, step::Send{QByteArray::fromHex("810561")}, step::Close{}}},
        {"closes with a frame of one byte", upgradesAndSends(QByteArray::fromHex("880103"))},
        {"closes with words that are no UTF-8", upgradesAndSends(QByteArray::fromHex("880303e8ff"))},
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
    std::vector<WebSocketFault> faults{
        {"answers pings, and sends a message every 2 s", Manners{.messageEvery = 2s}}};
    for (const auto &group : {oddHandshakes(), oddFrames(calm), handshakes(), frames(), ends(calm)})
        faults.insert(faults.end(), group.begin(), group.end());
    return faults;
}

} // namespace fusebox::demo

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/fault_catalogue.h"

namespace fusebox::demo {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Accepts the upgrade, sends bytes as they are and then behaves.
Talk sends(const QByteArray &bytes)
{
    return {step::Upgrade{}, step::Send{bytes}, step::Converse{}};
}

Talk closesWith(quint16 code, const QByteArray &reason)
{
    return {step::Upgrade{}, step::Converse{.length = 3s}, step::Send{encode(closeFrame(code, reason))},
            step::Close{}};
}

QByteArray repeated(const QByteArray &bytes, int times)
{
    return bytes.repeated(times);
}

std::vector<Fault> handshakes()
{
    const QByteArray upgraded =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    const auto refuses = [](int status) { return answer(status, "no\n"); };
    return {
        {u"200-instead-of-101"_s, u"answers the upgrade with 200"_s, refuses(200)},
        {u"upgrade-401"_s, u"answers the upgrade with 401"_s, refuses(401)},
        {u"upgrade-403"_s, u"answers the upgrade with 403"_s, refuses(403)},
        {u"upgrade-404"_s, u"answers the upgrade with 404"_s, refuses(404)},
        {u"upgrade-426"_s, u"answers the upgrade with 426"_s, refuses(426)},
        {u"upgrade-503"_s, u"answers the upgrade with 503"_s, refuses(503)},
        {u"wrong-accept-key"_s, u"accepts the upgrade with the key of another"_s,
         Script{step::ReadRequest{},
                step::Send{upgraded + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n"},
                step::StaySilent{}}},
        {u"upgrade-silent"_s, u"reads the upgrade and says nothing"_s,
         Script{step::ReadRequest{}, step::StaySilent{}}},
        {u"101-then-silent"_s, u"accepts the upgrade and says nothing, not even a pong"_s,
         Talk{step::Upgrade{}, step::StaySilent{}}},
    };
}

/// The two bytes are opcode with flags, and length with the mask's bit (RFC 6455, 5.2).
std::vector<Fault> frames()
{
    return {
        {u"masked-frame"_s, u"masks its frames"_s, sends(QByteArray::fromHex("8182000000006869"))},
        {u"reserved-bits"_s, u"sets a reserved bit"_s, sends(QByteArray::fromHex("c1026869"))},
        {u"unknown-opcode"_s, u"sends a frame of an unknown kind"_s, sends(QByteArray::fromHex("83026869"))},
        {u"bad-utf-8"_s, u"sends text that is no UTF-8"_s, sends(QByteArray::fromHex("8102c328"))},
        {u"fragmented-ping"_s, u"sends a ping in two fragments"_s,
         sends(QByteArray::fromHex("0901780001"
                                   "79"))},
        {u"oversize-ping"_s, u"sends a ping of 126 bytes"_s,
         sends(QByteArray::fromHex("897e007e") + QByteArray(126, 'x'))},
        {u"oversize-frame"_s, u"announces a frame of 2^62 bytes"_s,
         sends(QByteArray::fromHex("827f4000000000000000"))},
        {u"oversize-message"_s, u"sends one message without end, in fragments"_s,
         Talk{step::Upgrade{}, step::Send{QByteArray::fromHex("027effff") + QByteArray(65535, 'x')},
              step::Send{repeated(QByteArray::fromHex("007effff") + QByteArray(65535, 'x'), 300)},
              step::StaySilent{}}},
        {u"ping-flood"_s, u"sends 100,000 pings at once"_s,
         sends(repeated(QByteArray::fromHex("8900"), 100'000))},
    };
}

std::vector<Fault> ends()
{
    std::vector<Fault> faults{
        {u"close-bad-code"_s, u"closes with code 999, which does not exist"_s, closesWith(999, {})},
        {u"close-without-frame"_s, u"hangs up after 3 s without a close frame"_s,
         Talk{step::Upgrade{}, step::Converse{.length = 3s}, step::Close{}}},
        {u"resets"_s, u"resets after 3 s"_s,
         Talk{step::Upgrade{}, step::Converse{.length = 3s}, step::Reset{}}},
        {u"half-open-peer"_s, u"reads no more after 3 s and does not go either"_s,
         Talk{step::Upgrade{}, step::Converse{.length = 3s}, step::Deafen{}, step::StaySilent{}}},
    };
    for (const quint16 code : std::initializer_list<quint16>{1000, 1001, 1008, 1011, 1012, 1013})
        faults.push_back({u"close-%1"_s.arg(code), u"closes after 3 s with code %1"_s.arg(code),
                          closesWith(code, "as asked for")});
    return faults;
}

} // namespace

std::vector<Fault> webSocketFaults()
{
    std::vector<Fault> faults{{u"ok"_s, u"answers pings, and sends a message every 2 s"_s, steadyTalk(2s)}};
    for (const auto &group : {handshakes(), frames(), ends()})
        faults.insert(faults.end(), group.begin(), group.end());
    return faults;
}

} // namespace fusebox::demo

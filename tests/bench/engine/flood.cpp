// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/flood.h"

#include "app/demo/web_socket_frames.h"

namespace fusebox::bench {

namespace {

using demo::encode;
using demo::OpCode;
using demo::Script;
using Over = Flood::Over;
namespace step = demo::step;

/// Of HTTP/2 (RFC 9113, 6).
enum Type : char { Data = 0, Headers = 1, Settings = 4, Ping = 6, WindowUpdate = 8, Unknown = 0x42 };
constexpr char acknowledges = 1, endHeaders = 4, padded = 8;

QByteArray frame(char type, char flags, char stream, const QByteArray &payload = {})
{
    return QByteArray("\0\0", 2) + static_cast<char>(payload.size()) + type + flags + QByteArray(3, '\0') +
           stream + payload;
}

/// What is sent at once is long, so that the peer never has to wait for it.
QByteArray much(const QByteArray &piece)
{
    return piece.repeated(64 * 1024 / piece.size() + 1);
}

Script answers(const QByteArray &first, const QByteArray &then)
{
    return {step::ReadRequest{}, step::Send{first}, step::SendForever{much(then)}};
}

Script upgrades(const QByteArray &then)
{
    return {step::ReadRequest{},
            step::Respond{[](const QByteArray &head) { return demo::upgradeAnswer(head); }},
            step::SendForever{much(then)}};
}

std::vector<Flood> webSocketFloods()
{
    const QByteArray begins("\x01\x01x", 3);
    const QByteArray emptyFragment("\0\0", 2);
    return {{"WebSocket, tiny messages", Over::WebSocket, {upgrades(encode({OpCode::Text, "x"}))}},
            {"WebSocket, empty messages", Over::WebSocket, {upgrades(encode({OpCode::Text, {}}))}},
            {"WebSocket, empty fragments",
             Over::WebSocket,
             {{step::ReadRequest{},
               step::Respond{[begins](const QByteArray &head) { return demo::upgradeAnswer(head) + begins; }},
               step::SendForever{much(emptyFragment)}}}},
            {"WebSocket, pings and pongs",
             Over::WebSocket,
             {upgrades(encode({OpCode::Ping, {}})), upgrades(encode({OpCode::Pong, {}}))}}};
}

std::vector<Flood> http2Floods()
{
    const QByteArray settings = frame(Settings, 0, 0);
    const QByteArray status200("\x88", 1); // of HPACK's table (RFC 7541, appendix A)
    const QByteArray head = settings + frame(Headers, endHeaders, 1, status200);
    const QByteArray ping = frame(Ping, 0, 0, QByteArray(8, 'p'));
    const QByteArray pong = frame(Ping, acknowledges, 0, QByteArray(8, 'p'));
    const QByteArray update = frame(WindowUpdate, 0, 0, QByteArray("\0\0\0\1", 4));
    return {{"HTTP/2, frames of an unknown type", Over::Http2, {answers(settings, frame(Unknown, 0, 0))}},
            {"HTTP/2, data that is padding alone",
             Over::Http2,
             {answers(head, frame(Data, padded, 1, '\x10' + QByteArray(16, '\0')))}},
            {"HTTP/2, settings, pings and window updates",
             Over::Http2,
             {answers({}, settings), answers(settings, ping), answers(settings, pong),
              answers(settings, update)}}};
}

std::vector<Flood> http1Floods()
{
    const QByteArray ok = "HTTP/1.1 200 OK\r\n";
    const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    return {
        {"HTTP/1, chunk extensions",
         Over::Http1,
         {answers(chunked, "1;" + QByteArray(200, 'x') + "\r\na\r\n"), answers(chunked + "1;x=", "xxxx")}},
        {"HTTP/1, chunks of one byte", Over::Http1, {answers(chunked, "1\r\na\r\n")}},
        {"HTTP/1, interim answers and fields without end",
         Over::Http1,
         {answers({}, "HTTP/1.1 100 Continue\r\n\r\n"), answers(ok, "X: y\r\n"),
          answers(chunked + "0\r\n", "X: y\r\n")}}};
}

} // namespace

std::vector<Flood> allFloods()
{
    std::vector<Flood> floods;
    for (const auto &some : {webSocketFloods(), http2Floods(), http1Floods()})
        floods.insert(floods.end(), some.begin(), some.end());
    floods.push_back({"TLS, records that are empty or of one byte", Over::Tls});
    floods.push_back({"names, a server that is mute", Over::Names});
    return floods;
}

} // namespace fusebox::bench

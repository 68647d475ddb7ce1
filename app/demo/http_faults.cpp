// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/http_faults.h"

namespace fusebox::demo {

namespace {

using namespace std::chrono_literals;
using Faults = std::vector<HttpFaultScript>;

const QByteArray ok = "HTTP/1.1 200 OK\r\n";
const QByteArray chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
constexpr qsizetype mebibyte = 1024 * 1024;

Script sends(const QByteArray &bytes, const Step &end = step::Close{})
{
    return {step::ReadRequest{}, step::Send{bytes}, end};
}

Script sendsForever(const QByteArray &first, const QByteArray &then)
{
    return {step::ReadRequest{}, step::Send{first}, step::SendForever{then}};
}

Script empty(const QByteArray &status, const QByteArray &fields)
{
    return sends("HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: 0\r\n\r\n");
}

Faults wholeAnswers()
{
    return {
        {"200", answer(200, "fine")},
        {"204", sends("HTTP/1.1 204 No Content\r\n\r\n")},
        {"204 with a body", sends("HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nbody")},
        {"401", empty("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n")},
        {"404", answer(404, "no")},
        {"429 with Retry-After", empty("429 Too Many Requests", "Retry-After: 7\r\n")},
        {"503", answer(503)},
        {"503 with Retry-After", empty("503 Service Unavailable", "Retry-After: 7\r\n")},
        {"chunked", sends(chunked + "3\r\nabc\r\n0\r\n\r\n")},
        {"chunked with extension and trailer", sends(chunked + "3;x=y\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n")},
        {"HTTP/1.0 without length", sends("HTTP/1.0 200 OK\r\n\r\nbody")},
        {"100 and 103 first",
         sends("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok +
               "Content-Length: 2\r\n\r\nok")},
        {"gzip not asked for",
         sends(ok + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x1f")},
        {"gzip of another text than it is",
         sends(ok + "Content-Encoding: gzip\r\nContent-Length: 6\r\n\r\n<html>")},
        {"brotli not asked for",
         sends(ok + "Content-Encoding: br\r\nContent-Length: 4\r\n\r\n\x0b\x02\x80x")},
        {"deflated transfer", sends(ok + "Transfer-Encoding: deflate, chunked\r\n\r\nb\r\n" +
                                    QByteArray::fromHex("789c4b4c4a0600024d0127") + "\r\n0\r\n\r\n")},
        {"byte by byte",
         {step::ReadRequest{}, step::Send{ok + "Content-Length: 20\r\n\r\n" + QByteArray(20, 'x'), 1ms}}},
        {"complete, then reset", sends(ok + "Content-Length: 2\r\n\r\nok", step::Reset{})},
        {"more than was announced", sends(ok + "Content-Length: 2\r\n\r\nok and more")},
        {"endless body", sendsForever(ok + "\r\n", QByteArray(65536, 'x'))},
        {"endless chunks", sendsForever(chunked, "400\r\n" + QByteArray(1024, 'x') + "\r\n")},
        {"events without end",
         sends(ok + "Content-Type: text/event-stream\r\n\r\n: hello\n\n", step::StaySilent{})},
        {"events without end, green among them",
         sends(ok + "Content-Type: text/event-stream\r\n\r\ndata: gr\xc3\xbcn\n\n", step::StaySilent{})},
        {"pictures without end",
         sends(chunked.chopped(2) + "Content-Type: multipart/x-mixed-replace; boundary=x\r\n\r\n",
               step::StaySilent{})},
        {"2 MiB", sends(ok + "Content-Length: 2097152\r\n\r\n" + QByteArray(2 * mebibyte, 'x'))},
    };
}

/// What everybody reads, though it is not as it should be.
Faults smallDevices()
{
    return {
        {"last chunk in pieces",
         {step::ReadRequest{}, step::Send{chunked + "3\r\nabc\r\n0\r\n"}, step::Pause{2ms}, step::Send{"\r"},
          step::Pause{2ms}, step::Send{"\n"}, step::Close{}}},
        {"no empty line after the last chunk", sends(chunked + "3\r\nabc\r\n0\r\n")},
        {"blanks around a chunk's size", sends(chunked + " 3 \r\nabc\r\n0 \r\n\r\n")},
        {"bare line feeds", sends("HTTP/1.1 200 OK\nContent-Length: 2\n\nok")},
        {"empty lines first", sends("\r\n\r\n" + ok + "Content-Length: 0\r\n\r\n")},
        {"blank before the colon", sends(ok + "Content-Length : 2\r\n\r\nok")},
        {"folded header", sends(ok + "X: a\r\n b\r\n\tc\r\nContent-Length: 0\r\n\r\n")},
        {"header line of 60 KiB",
         sends(ok + "X: " + QByteArray(60 * 1024, 'x') + "\r\nContent-Length: 0\r\n\r\n")},
        {"HTTP/1.2", sends("HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n")},
        {"no reason", sends("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n")},
        {"HTTP/1.0 in chunks", sends("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")},
        {"the same length twice", sends(ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok")},
    };
}

QByteArray withLength(const QByteArray &fields, const QByteArray &body)
{
    return ok + fields + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

Script typed(const QByteArray &type, const QByteArray &body)
{
    return sends(withLength("Content-Type: " + type + "\r\n", body));
}

/// All of them say "gruen", with an umlaut; as JSON, that /a is 1.
Faults texts()
{
    const QByteArray bigEndian("\0g\0r\0\xfc\0n", 8), littleEndian("\xff\xfeg\0r\0\xfc\0n\0", 10);
    const QByteArray deep = QByteArray("[").repeated(5'000) + QByteArray("]").repeated(5'000);
    const auto json = [](const QByteArray &body) { return typed("application/json", body); };
    return {
        {"text in UTF-8 behind U+FEFF", typed("text/plain; charset=utf-8", "\xef\xbb\xbfgr\xc3\xbcn")},
        {"text in UTF-16", typed("text/plain; charset=utf-16be", bigEndian)},
        {"text in UTF-16 by its mark alone", sends(withLength({}, littleEndian))},
        {"text in ISO-8859-1", typed("text/plain; charset=ISO-8859-1", "gr\xfcn")},
        {"text in KOI8-R, which has no umlauts", typed("text/plain; charset=koi8-r", "gr\xfcn")},
        {"page that says its charset itself", typed("text/html", "<meta charset=\"latin1\">gr\xfcn")},
        {"text in a charset that nobody knows", typed("text/plain; charset=x-y", "gr\xfcn")},
        {"UTF-8 in a charset that nobody knows", typed("text/plain; charset=x-y", "gr\xc3\xbcn")},
        {"JSON", json(R"({"a":1})")},
        {"JSON behind U+FEFF", json("\xef\xbb\xbf{\"a\":1}")},
        {"JSON in UTF-16", json(QByteArray("\0{\0\"\0a\0\"\0:\0001\0}", 14))},
        {"JSON with equal keys", json(R"({"a":2,"a":1})")},
        {"JSON with a number beyond all", json(R"({"b":1e400,"c":)" + QByteArray(400, '9') + R"(,"a":1})")},
        {"JSON with half a pair of surrogates", json(R"({"b":"\ud83e","a":1})")},
        {"JSON of 5,000 levels", json("{\"b\":" + deep + ",\"a\":1}")},
        {"JSON broken off", json(R"({"a":1)")},
    };
}

/// They say so too, under one coding or several.
Faults codedTexts()
{
    const auto coded = [](const QByteArray &coding, const QByteArray &body) {
        return sends(withLength("Content-Encoding: " + coding + "\r\n", body));
    };
    const QByteArray gzip = QByteArray::fromHex("1f8b08000000000002034b2f3abc278f0b0045c4369406000000");
    const QByteArray members =
        QByteArray::fromHex("1f8b08000000000002034b2f3a0c00c98cbdad030000001f8b080000000000020"
                            "3db93c705005171ae2803000000");
    const QByteArray zlib = QByteArray::fromHex("78da4b2f3abc278f0b000ad002d1");
    const QByteArray zlibOfGzip =
        QByteArray::fromHex("78da93efe660000126666f7dab3deafddc0cae47cca6b00145003a3e04c2");
    const QByteArray dense = qCompress(QByteArray(8 * mebibyte, ' ')).sliced(4); // behind its length
    return {
        {"text in gzip", coded("gzip", gzip)},
        {"text in x-gzip", coded("X-GZip", gzip)},
        {"text in two members of gzip", coded("gzip", members)},
        {"text in deflate", coded("deflate", zlib)},
        {"text in deflate without a header", coded("deflate", QByteArray::fromHex("4b2f3abc278f0b00"))},
        {"text in gzip, and that in deflate", coded("gzip, deflate", zlibOfGzip)},
        {"text in gzip, in chunks",
         sends(ok + "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n" + gzip.first(4) +
               "\r\n16\r\n" + gzip.sliced(4) + "\r\n0\r\n\r\n")},
        {"text said to be in UTF-8, of all codings", coded("UTF-8", "gr\xc3\xbcn")},
        {"text in gzip broken off", coded("gzip", gzip.first(12))},
        {"text in gzip that is none", coded("gzip", "gr\xc3\xbcn")},
        {"text in brotli", coded("br", QByteArray::fromHex("8b00806772100008c3bc6e03"))},
        {"8 MiB of blanks in 8 KiB of deflate", coded("deflate", dense)},
    };
}

/// Sends all but those who come with what it gave them to itself again.
QByteArray cookieWall(const QByteArray &attributes, const QByteArray &head)
{
    const bool isKnown = head.contains("\r\nCookie: seen=yes\r\n");
    return isKnown ? ok + "Content-Length: 0\r\n\r\n"
                   : "HTTP/1.1 302 Found\r\nLocation: /\r\nSet-Cookie: seen=yes; " + attributes +
                         "\r\nContent-Length: 0\r\n\r\n";
}

QByteArray unlessAt(const QByteArray &path, const QByteArray &location, const QByteArray &head)
{
    const bool isThere = head.startsWith("GET " + path + ' ');
    return isThere ? ok + "Content-Length: 0\r\n\r\n"
                   : "HTTP/1.1 302 Found\r\n" + location + "Content-Length: 0\r\n\r\n";
}

Script responds(const std::function<QByteArray(const QByteArray &head)> &answer)
{
    return {step::ReadRequest{}, step::Respond{answer}, step::Close{}};
}

Faults redirections()
{
    const auto wall = [](const QByteArray &attributes) {
        return responds([attributes](const QByteArray &head) { return cookieWall(attributes, head); });
    };
    return {
        {"cookie wall", wall("Path=/")},
        {"cookie wall, with a cookie for another path", wall("Path=/elsewhere")},
        {"cookie wall, with a cookie for another site", wall("Domain=example.com")},
        {"cookie wall, with a cookie that has expired", wall("Max-Age=0")},
        {"redirect in Latin 1",
         responds([](const QByteArray &head) { return unlessAt("/%E4", "Location: /\xe4\r\n", head); })},
        {"the same location twice", responds([](const QByteArray &head) {
             return unlessAt("/a", "Location: /a\r\nLocation: /a\r\n", head);
         })},
        {"redirect without a location", empty("302 Found", "")},
        {"redirect to an empty location", empty("302 Found", "Location:\r\n")},
        {"51 redirects", redirects(51)},
        {"redirect loop", empty("302 Found", "Location: /\r\n")},
        {"redirect to file:", empty("302 Found", "Location: file:///etc/passwd\r\n")},
        {"two locations", empty("302 Found", "Location: /a\r\nLocation: /b\r\n")},
    };
}

Faults brokenConnections()
{
    return {
        {"accepts and closes", {step::Close{}}},
        {"accepts and stays silent", {step::StaySilent{}}},
        {"reads and closes", {step::ReadRequest{}, step::Close{}}},
        {"reads and stays silent", {step::ReadRequest{}, step::StaySilent{}}},
        {"reset before the answer", {step::ReadRequest{}, step::Reset{}}},
        {"reset during the head", sends(ok + "Content-Le", step::Reset{})},
        {"reset during the body", sends(ok + "Content-Length: 9\r\n\r\nhalf", step::Reset{})},
        {"reset during a body without length", sends(ok + "\r\nbody", step::Reset{})},
        {"103, then silent", sends("HTTP/1.1 103 Early Hints\r\n\r\n", step::StaySilent{})},
        {"silent during the head", sends(ok + "X: y\r\n", step::StaySilent{})},
        {"silent during the body", sends(ok + "\r\n", step::StaySilent{})},
        {"drip of a byte a second", {step::ReadRequest{}, step::Send{ok + "Content-Length: 0\r\n\r\n", 1s}}},
    };
}

Faults garbledHeads()
{
    return {
        {"half a status line", sends("HTTP/1.1 20")},
        {"malformed status", sends("HTTP/1.1 two OK\r\n\r\n")},
        {"HTTP/0.9", sends("<html>hello</html>")},
        {"HTTP/2.0", sends("HTTP/2.0 200 OK\r\n\r\n")},
        {"not HTTP at all", sends("SSH-2.0-OpenSSH_9.2\r\n")},
        {"malformed header", sends(ok + "no colon here\r\n\r\n")},
        {"half a head", sends(ok + "Content-Length: 2\r\n")},
        {"a length and chunks",
         sends(ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")},
        {"chunked twice", sends(ok + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n")},
        {"a coding of its own", sends(ok + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")},
        {"length with a sign", sends(ok + "Content-Length: +2\r\n\r\nok")},
        {"carriage return within a header", sends(ok + "X: a\rContent-Length: 0\r\n\r\n")},
        {"folded line before all headers", sends(ok + " X: a\r\n\r\n")},
        {"two lengths", sends(ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc")},
        {"length that is no number", sends(ok + "Content-Length: x\r\n\r\n")},
        {"header line of 64 KiB", sends(ok + "X: " + QByteArray(65536, 'x') + "\r\n\r\n")},
        {"endless header line", sendsForever(ok + "X: ", "xxxxxxxx")},
        {"endless headers", sendsForever(ok, "X: y\r\n")},
        {"endless empty lines", sendsForever({}, "\r\n")},
        {"201 headers", sends(ok + QByteArray("X: y\r\n").repeated(201) + "\r\n")},
        {"endless interim answers", sendsForever({}, "HTTP/1.1 100 Continue\r\n\r\n")},
    };
}

Faults garbledBodies()
{
    return {
        {"less than was announced", sends(ok + "Content-Length: 99\r\n\r\nshort")},
        {"malformed chunk", sends(chunked + "zz\r\nabc\r\n")},
        {"last chunk missing", sends(chunked + "3\r\nabc\r\n")},
        {"bytes behind a chunk", sends(chunked + "3\r\nabcd\r\n0\r\n\r\n")},
        {"endless chunk extension", sendsForever(chunked + "1;x=", "xxxxxxxx")},
        {"an extension on each chunk", sendsForever(chunked, "1;" + QByteArray(200, 'x') + "\r\na\r\n")},
        {"endless trailers", sendsForever(chunked + "0\r\n", "X: y\r\n")},
    };
}

} // namespace

std::vector<HttpFaultScript> httpFaults()
{
    Faults all;
    for (const Faults &some : {wholeAnswers(), smallDevices(), texts(), codedTexts(), redirections(),
                               brokenConnections(), garbledHeads(), garbledBodies()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

} // namespace fusebox::demo

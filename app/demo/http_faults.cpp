// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/demo/fault_catalogue.h"

namespace fusebox::demo {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray ok = "HTTP/1.1 200 OK\r\n";
const QByteArray chunkedOk = ok + "Transfer-Encoding: chunked\r\n\r\n";
constexpr qsizetype kibi = 1024;

Script says(const QByteArray &bytes)
{
    return {step::ReadRequest{}, step::Send{bytes}, step::Close{}};
}

Script saysAndResets(const QByteArray &bytes)
{
    return {step::ReadRequest{}, step::Send{bytes}, step::Reset{}};
}

Script saysForEver(const QByteArray &first, const QByteArray &again)
{
    return {step::ReadRequest{}, step::Send{first}, step::SendForever{again}};
}

Script redirectsTo(const QByteArray &location)
{
    return says("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
}

Script refuses(const QByteArray &status, const QByteArray &field)
{
    return says("HTTP/1.1 " + status + "\r\n" + field + "\r\nContent-Length: 0\r\n\r\n");
}

std::vector<Fault> oddButRight()
{
    return {
        {u"ok"_s, u"answers 200"_s, answer(200, "fine\n")},
        {u"slow"_s, u"answers 200 after 2 s"_s, answer(200, "late\n", 2s)},
        {u"no-content"_s, u"answers 204"_s, says("HTTP/1.1 204 No Content\r\n\r\n")},
        {u"no-content-with-body"_s, u"answers 204, and sends a body all the same"_s,
         says("HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nbody")},
        {u"chunked-with-trailer"_s, u"sends chunks with an extension and a trailer"_s,
         says(chunkedOk + "3;x=y\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n")},
        {u"http-1.0-without-length"_s, u"ends the body by closing"_s, says("HTTP/1.0 200 OK\r\n\r\nbody")},
        {u"interim-answers"_s, u"sends 100 and 103 first"_s,
         says("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok +
              "Content-Length: 2\r\n\r\nok")},
        {u"gzip-unasked"_s, u"sends a gzip body that nobody asked for"_s,
         says(ok + "Content-Encoding: gzip\r\nContent-Length: 20\r\n\r\n" +
              QByteArray::fromHex("1f8b080000000000000303000000000000000000"))},
        {u"reset-after-body"_s, u"answers 200 in full, then resets"_s,
         saysAndResets(ok + "Content-Length: 2\r\n\r\nok")},
        {u"more-than-announced"_s, u"sends more than Content-Length says"_s,
         says(ok + "Content-Length: 2\r\n\r\nok and more")},
        {u"endless-body"_s, u"never ends the body"_s, saysForEver(ok + "\r\n", QByteArray(64 * kibi, 'x'))},
        {u"endless-chunks"_s, u"never sends the last chunk"_s,
         saysForEver(chunkedOk, "400\r\n" + QByteArray(kibi, 'x') + "\r\n")},
    };
}

std::vector<Fault> cutShort()
{
    return {
        {u"closes-at-once"_s, u"accepts and closes"_s, Script{step::Close{}}},
        {u"silent-at-once"_s, u"accepts and says nothing"_s, Script{step::StaySilent{}}},
        {u"closes-before-answer"_s, u"reads the request and closes"_s,
         Script{step::ReadRequest{}, step::Close{}}},
        {u"resets-before-answer"_s, u"reads the request and resets"_s,
         Script{step::ReadRequest{}, step::Reset{}}},
        {u"silent-before-answer"_s, u"reads the request and says nothing"_s,
         Script{step::ReadRequest{}, step::StaySilent{}}},
        {u"resets-in-headers"_s, u"resets in the middle of the headers"_s, saysAndResets(ok + "Content-Le")},
        {u"resets-in-body"_s, u"resets in the middle of the body"_s,
         saysAndResets(ok + "Content-Length: 9\r\n\r\nhalf")},
        {u"resets-in-unlimited-body"_s, u"resets in a body that ends with the connection"_s,
         saysAndResets(ok + "\r\nbody")},
        {u"silent-in-body"_s, u"falls silent in the body"_s,
         Script{step::ReadRequest{}, step::Send{ok + "\r\n"}, step::StaySilent{}}},
        {u"drips"_s, u"sends a byte a second"_s,
         Script{step::ReadRequest{},
                step::Send{ok + "Content-Length: 600\r\n\r\n" + QByteArray(600, 'x'), 1s}, step::Close{}}},
    };
}

std::vector<Fault> malformed()
{
    return {
        {u"half-status-line"_s, u"closes in the status line"_s, says("HTTP/1.1 20")},
        {u"malformed-status"_s, u"sends a status that is no number"_s, says("HTTP/1.1 two OK\r\n\r\n")},
        {u"http-0.9"_s, u"answers without a head"_s, says("<html>hello</html>")},
        {u"http-2.0-in-plain-text"_s, u"claims HTTP/2.0"_s, says("HTTP/2.0 200 OK\r\n\r\n")},
        {u"not-http"_s, u"speaks SSH"_s, says("SSH-2.0-OpenSSH_9.2\r\n")},
        {u"malformed-header"_s, u"sends a header without a colon"_s, says(ok + "no colon here\r\n\r\n")},
        {u"half-head"_s, u"closes in the headers"_s, says(ok + "Content-Length: 2\r\n")},
        {u"two-lengths"_s, u"sends two Content-Lengths"_s,
         says(ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc")},
        {u"length-no-number"_s, u"sends a Content-Length that is no number"_s,
         says(ok + "Content-Length: x\r\n\r\n")},
        {u"length-too-long"_s, u"sends less than Content-Length says"_s,
         says(ok + "Content-Length: 99\r\n\r\nshort")},
        {u"malformed-chunk"_s, u"sends a chunk size that is no number"_s, says(chunkedOk + "zz\r\nabc\r\n")},
        {u"last-chunk-missing"_s, u"closes before the last chunk"_s, says(chunkedOk + "3\r\nabc\r\n")},
        {u"header-line-of-64-kib"_s, u"sends a header line of 64 KiB"_s,
         says(ok + "X: " + QByteArray(64 * kibi, 'x') + "\r\n\r\n")},
        {u"endless-header-line"_s, u"never ends a header line"_s, saysForEver(ok + "X: ", "xxxxxxxx")},
        {u"endless-headers"_s, u"never ends the headers"_s, saysForEver(ok, "X: y\r\n")},
        {u"endless-interim-answers"_s, u"sends 100 Continue for ever"_s,
         saysForEver({}, "HTTP/1.1 100 Continue\r\n\r\n")},
        {u"endless-chunk-extension"_s, u"never ends a chunk's extension"_s,
         saysForEver(chunkedOk + "1;x=", "xxxxxxxx")},
    };
}

std::vector<Fault> statuses()
{
    return {
        {u"unauthorized"_s, u"answers 401"_s,
         refuses("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"")},
        {u"not-found"_s, u"answers 404"_s, answer(404, "no\n")},
        {u"too-many-requests"_s, u"answers 429 with Retry-After: 2"_s,
         refuses("429 Too Many Requests", "Retry-After: 2")},
        {u"internal-error"_s, u"answers 500"_s, answer(500, "oops\n")},
        {u"unavailable"_s, u"answers 503 with Retry-After: 5"_s,
         refuses("503 Service Unavailable", "Retry-After: 5")},
        {u"redirect-loop"_s, u"redirects to itself for ever"_s, redirectsTo("/again")},
        {u"redirect-to-file"_s, u"redirects to file:///etc/hostname"_s, redirectsTo("file:///etc/hostname")},
        {u"redirect-elsewhere"_s, u"redirects to a port that nobody listens on"_s,
         redirectsTo("http://127.0.0.1:1/")},
        {u"redirect-nowhere"_s, u"redirects without saying where to"_s,
         says("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")},
    };
}

} // namespace

std::vector<Fault> httpFaults()
{
    std::vector<Fault> faults;
    for (const auto &group : {oddButRight(), cutShort(), malformed(), statuses()})
        faults.insert(faults.end(), group.begin(), group.end());
    return faults;
}

const Script &scriptOf(const std::vector<Fault> &faults, const QString &name)
{
    const auto found = std::ranges::find(faults, name, &Fault::name);
    if (found == faults.end())
        qFatal("no fault is called %s", qPrintable(name));
    return std::get<Script>(found->does);
}

} // namespace fusebox::demo

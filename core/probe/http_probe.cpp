// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http_probe.h"

#include "core/resilience/retry_after.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Failure;

namespace {

/// The reason phrase is the peer's: bounded, and made valid UTF-8.
std::string detailFrom(const std::string &reason)
{
    constexpr qsizetype longest = 100;
    return QString::fromLatin1(QByteArrayView(reason).first(std::min(longest, qsizetype(reason.size()))))
        .toStdString();
}

Failure statusFailure(const HttpHead &head)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return {.errorClass = ErrorClass::HttpStatus,
            .status = head.status,
            .retryAfter = resilience::parseRetryAfter(head.retryAfter, now),
            .detail = detailFrom(head.reason)};
}

} // namespace

void HttpProbe::begin()
{
    auto message = makeHttpRequest(request().url, request().http);
    if (!message)
        return fail(message.error());
    m_message = std::move(*message);
    m_parser.expectBody(m_message.method != "HEAD");
    SocketProbe::begin();
}

void HttpProbe::transportOpened()
{
    enter(Phase::Send);
    transport().send(toHttp1(m_message, false));
}

void HttpProbe::transportSent()
{
    if (phase() == Phase::Send)
        enter(Phase::Wait);
}

void HttpProbe::transportReceived(QByteArrayView bytes)
{
    if (phase() != Phase::Transfer)
        enter(Phase::Transfer);
    proceed(m_parser.feed(bytes));
}

void HttpProbe::transportEnded(Transport::StreamEnd end)
{
    if (phase() != Phase::Transfer)
        fail(Failure{.errorClass = ErrorClass::Reset, .detail = "end of stream"});
    else if (end == Transport::StreamEnd::Truncated)
        fail(Failure{.errorClass = ErrorClass::Protocol, .detail = "unexpected eof while reading"});
    else
        proceed(m_parser.finish());
}

void HttpProbe::proceed(const HttpParser::Result &progress)
{
    const auto head = m_parser.head();
    if (head)
        noteStatusCode(head->status);
    if (!progress)
        fail(progress.error());
    else if (*progress == HttpParser::Progress::Complete)
        judge(*head);
}

void HttpProbe::judge(const HttpHead &head)
{
    if (head.status >= 200 && head.status < 400)
        succeed();
    else
        fail(statusFailure(head));
}

} // namespace fusebox::probe

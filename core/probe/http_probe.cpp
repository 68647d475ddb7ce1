// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http_probe.h"

#include "core/probe/http_text.h"
#include "core/resilience/retry_after.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Failure;

namespace {

/// The reason phrase is the peer's: bounded, and made valid UTF-8.
std::string detailFrom(const QByteArray &reason)
{
    constexpr qsizetype longest = 100;
    return QString::fromLatin1(firstOf(reason, longest)).toStdString();
}

Failure statusFailure(const HttpRecorder &answer)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto retryAfter = answer.field("Retry-After").value_or(QByteArray()).toStdString();
    return {.errorClass = ErrorClass::HttpStatus,
            .status = answer.status(),
            .retryAfter = resilience::parseRetryAfter(retryAfter, now),
            .detail = detailFrom(answer.reason())};
}

} // namespace

void HttpProbe::begin()
{
    auto message = makeHttpRequest(request().url, request().http);
    if (!message)
        return fail(message.error());
    m_message = std::move(*message);
    m_recorder = HttpRecorder(request().http.maxBody, HttpAnswer::keptBody);
    m_parser.emplace(m_recorder, m_message.method != "HEAD");
    SocketProbe::begin();
}

void HttpProbe::close()
{
    result().answer = m_recorder.answer();
    SocketProbe::close();
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
    proceed(m_parser->feed(bytes));
}

void HttpProbe::transportEnded(Transport::StreamEnd end)
{
    if (phase() != Phase::Transfer)
        fail(Failure{.errorClass = ErrorClass::Reset, .detail = "end of stream"});
    else if (end == Transport::StreamEnd::Truncated)
        fail(Failure{.errorClass = ErrorClass::Protocol, .detail = "unexpected eof while reading"});
    else
        proceed(m_parser->finish());
}

void HttpProbe::proceed(const HttpParser::Result &progress)
{
    if (m_recorder.hasHead())
        noteStatusCode(m_recorder.status());
    if (!progress)
        fail(progress.error());
    else if (*progress == HttpParser::Progress::Complete)
        judge();
}

void HttpProbe::judge()
{
    if (m_recorder.status() >= 200 && m_recorder.status() < 400)
        succeed();
    else
        fail(statusFailure(m_recorder));
}

} // namespace fusebox::probe

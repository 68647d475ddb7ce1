// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http_probe.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Failure;

void HttpProbe::begin()
{
    auto judge = HttpJudge::create(request().http.expect);
    if (!judge)
        return fail(judge.error());
    m_judge = std::move(*judge);
    auto message = makeHttpRequest(request().url, request().http);
    if (!message)
        return fail(message.error());
    m_message = std::move(*message);
    const std::int64_t maxBody = request().http.maxBody;
    m_recorder = HttpRecorder(maxBody, m_judge.bodyNeeded(maxBody));
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
    watch().stop(); // judging is not the server's time
    if (const auto failure = m_judge.verdict(m_recorder, watch().times().sum(), clock()))
        fail(*failure);
    else
        succeed();
}

} // namespace fusebox::probe

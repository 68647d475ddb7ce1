// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_connection.h"

#include "core/probe/contract/failure_detail.h"
#include "core/probe/http/http1_exchange.h"
#include "core/probe/http/http2_exchange.h"

namespace fusebox::probe {

using resilience::ErrorClass;

HttpConnection::HttpConnection(const Network &network, HttpVersion version, bool keepAlive)
    : m_version(version)
    , m_keepAlive(keepAlive)
    , m_transport(network, *this)
{
}

void HttpConnection::open(Transport::Target target, Listener &listener)
{
    m_listener = &listener;
    m_isTls = target.trust.has_value();
    target.protocols = {"http/1.1"};
    if (m_version != HttpVersion::Http11)
        target.protocols.prepend("h2"); // also where it has to be h2: we hear what else it would be
    m_transport.open(std::move(target));
}

void HttpConnection::ask(const HttpRequest &request, HttpRecorder &recorder, Listener &listener)
{
    m_listener = &listener;
    m_recorder = &recorder;
    m_state = State::Sending;
    m_listener->connectionEntered(Phase::Send);
    const auto result = m_exchange->begin(request, recorder);
    flush();
    proceed(result);
}

void HttpConnection::close()
{
    m_state = State::Closed;
    m_transport.close();
}

bool HttpConnection::isReusable() const
{
    return m_state == State::Idle && m_exchange->isReusable();
}

void HttpConnection::transportOpened()
{
    m_exchange = agreedExchange();
    if (!m_exchange)
        return fail(httpFailure(ErrorClass::Protocol, {HttpFault::Kind::NotHttp2}));
    m_state = State::Idle;
    m_listener->connectionOpened();
}

/// None: it has to be HTTP/2, and the server has chosen otherwise.
std::unique_ptr<HttpExchange> HttpConnection::agreedExchange() const
{
    const bool isHttp2 = m_isTls ? m_transport.chosenProtocol() == "h2" : m_version == HttpVersion::Http2;
    if (isHttp2)
        return std::make_unique<Http2Exchange>();
    if (m_version == HttpVersion::Http2)
        return {};
    return std::make_unique<Http1Exchange>(m_keepAlive);
}

void HttpConnection::transportSent()
{
    if (m_state != State::Sending || !m_exchange->hasSentAll())
        return;
    m_state = State::Waiting;
    m_listener->connectionEntered(Phase::Wait);
}

void HttpConnection::transportReceived(QByteArrayView bytes)
{
    const auto result = m_exchange->receive(bytes);
    noteAnswer();
    flush();
    proceed(result);
}

void HttpConnection::transportEnded(Transport::StreamEnd end)
{
    if (!m_exchange->hasAnswerBegun() || m_state == State::Idle)
        fail({{.errorClass = ErrorClass::Reset, .detail = endOfStream}, {}});
    else if (end == Transport::StreamEnd::Truncated)
        proceedUnconfirmed(m_exchange->finish());
    else
        proceed(m_exchange->finish());
}

/// Many servers close without the close_notify that is due (curl and browsers take what they send), and a
/// body without length ends there: what came is the answer, but that it was all of it nobody has said.
void HttpConnection::proceedUnconfirmed(const HttpExchange::Result &result)
{
    if (!result)
        return fail({{.errorClass = ErrorClass::Protocol, .detail = "unexpected eof while reading"}, {}});
    m_recorder->doubtEnd();
    proceed(result);
}

void HttpConnection::flush()
{
    if (const QByteArray bytes = m_exchange->takeOutgoing(); !bytes.isEmpty())
        m_transport.send(bytes);
}

void HttpConnection::noteAnswer()
{
    const bool waits = m_state == State::Sending || m_state == State::Waiting;
    if (waits && m_exchange->hasAnswerBegun()) {
        m_state = State::ReceivingHead;
        m_listener->connectionEntered(Phase::Transfer);
    }
    if (m_state == State::ReceivingHead && m_recorder->hasHead()) {
        m_state = State::ReceivingBody;
        m_listener->headReceived();
    }
}

/// Unless sending has failed, and with it all.
void HttpConnection::proceed(const HttpExchange::Result &result)
{
    if (m_state == State::Closed)
        return;
    if (!result)
        return fail(result.error());
    if (*result == HttpExchange::Progress::NeedsMore)
        return;
    m_state = State::Idle;
    m_recorder->end();
    m_listener->exchangeCompleted();
}

void HttpConnection::fail(const HttpFailure &failure)
{
    if (m_state == State::Closed)
        return;
    close();
    m_listener->connectionFailed(failure);
}

} // namespace fusebox::probe

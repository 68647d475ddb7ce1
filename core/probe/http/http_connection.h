// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/probe/http/http_exchange.h"
#include "core/probe/transport/transport.h"

namespace fusebox::probe {

/// A connection that speaks HTTP: dials, agrees on the version by ALPN, and carries one exchange after
/// another. It has no deadline and dials once. Thread: that of the network's resolver.
class HttpConnection final : private Transport::Listener
{
public:
    /// Hears what happens, also from inside open() and ask(). May close() or hand on the connection at any
    /// time, but not destroy it. After connectionFailed() the connection is closed.
    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual void connectionEntered(Phase phase) = 0;
        virtual void connectionOpened() = 0;
        virtual void headReceived() = 0; ///< that of the answer, in full
        virtual void exchangeCompleted() = 0;
        virtual void connectionFailed(const HttpFailure &failure) = 0;
    };

    HttpConnection(const Network &network, HttpVersion version, bool keepAlive);

    /// Once. Without TLS there is no ALPN: HTTP/2 is spoken at once where it is asked for (RFC 9113, 3.3).
    void open(Transport::Target target, Listener &listener);
    /// After connectionOpened(), and again after exchangeCompleted() where isReusable(). The recorder has to
    /// live until the exchange has ended or the connection is closed.
    void ask(const HttpRequest &request, HttpRecorder &recorder, Listener &listener);
    /// Who hears from here on, between exchanges.
    void handTo(Listener &listener) { m_listener = &listener; }
    /// At once. Nothing is heard of it any more.
    void close();

    [[nodiscard]] const Transport::Findings &findings() const { return m_transport.findings(); }
    /// Open, between two exchanges.
    [[nodiscard]] bool isReusable() const;
    /// Of the exchange under way, or the last.
    [[nodiscard]] bool hasAnswerBegun() const { return m_exchange && m_exchange->hasAnswerBegun(); }

private:
    enum class State { Dialling, Idle, Sending, Waiting, ReceivingHead, ReceivingBody, Closed };

    void transportEntered(Phase phase) override { m_listener->connectionEntered(phase); }
    void transportOpened() override;
    void transportSent() override;
    void transportReceived(QByteArrayView bytes) override;
    void transportEnded(Transport::StreamEnd end) override;
    void transportFailed(const resilience::Failure &failure) override { fail({failure, {}}); }

    [[nodiscard]] std::unique_ptr<HttpExchange> agreedExchange() const;
    void flush();
    void noteAnswer();
    void proceed(const HttpExchange::Result &result);
    void proceedUnconfirmed(const HttpExchange::Result &result);
    void fail(const HttpFailure &failure);

    HttpVersion m_version;
    bool m_keepAlive;
    bool m_isTls = false;
    Listener *m_listener = nullptr;
    HttpRecorder *m_recorder = nullptr; ///< during an exchange
    State m_state = State::Dialling;
    std::unique_ptr<HttpExchange> m_exchange; ///< once open
    Transport m_transport;
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport.h"

#include <array>

#include "core/probe/addresses.h"

namespace fusebox::probe {

using resilience::Failure;

Transport::Transport(const Network &network, Listener &listener)
    : m_network(network)
    , m_listener(listener)
    , m_tcp(network.clock, *this)
{
}

void Transport::open(Target target)
{
    m_target = std::move(target);
    if (const QHostAddress literal(m_target.host); !literal.isNull())
        return connectTo(ofFamily({literal}, m_target.names.family));
    const auto kept = m_network.resolver.kept(m_target.host, m_target.names);
    if (!kept)
        return resolve();
    m_path.nameWasKept = true;
    connectTo(*kept);
}

void Transport::send(QByteArrayView plaintext)
{
    auto *encrypted = std::get_if<Encrypted>(&m_state);
    if (!encrypted)
        return m_tcp.write(plaintext);
    if (const auto written = encrypted->channel.write(plaintext); !written)
        return fail(written.error());
    flush(encrypted->channel);
}

void Transport::close()
{
    m_state = Closed{};
    m_tcp.close();
}

void Transport::resolve()
{
    m_listener.transportEntered(Phase::Dns);
    m_state = Resolving{m_network.resolver.resolve(
        m_target.host, m_target.names, [this](const Resolver::Answer &answer) { resolved(answer); })};
}

void Transport::resolved(const Resolver::Answer &answer)
{
    if (answer)
        return connectTo(*answer);
    m_path.dnsFault = answer.error().fault;
    fail(answer.error());
}

void Transport::connectTo(const QList<QHostAddress> &addresses)
{
    m_state = Connecting{};
    if (addresses.isEmpty()) // a literal address of the other family
        return resolved(tl::unexpected(failureOf(DnsFault::NoData)));
    m_listener.transportEntered(Phase::Connect);
    m_tcp.open(addresses, m_target.port);
}

void Transport::tcpConnected()
{
    m_path.family = familyOf(m_tcp.peer());
    if (m_target.trust)
        return beginHandshake();
    m_state = Plain{};
    m_listener.transportOpened();
}

void Transport::beginHandshake()
{
    m_listener.transportEntered(Phase::Tls);
    auto channel = m_network.tls.forProfile(*m_target.trust).and_then([this](ssl_ctx_st *context) {
        return TlsChannel::create(context, m_target.host);
    });
    if (!channel)
        return fail(channel.error());
    m_state = Handshaking{std::move(*channel)};
    continueHandshake();
}

void Transport::continueHandshake()
{
    auto &channel = std::get<Handshaking>(m_state).channel;
    const auto progress = channel.handshake();
    flush(channel); // after a failure, the alert that tells the peer why
    if (!progress)
        return fail(progress.error());
    if (*progress == TlsChannel::Handshake::Running || !std::holds_alternative<Handshaking>(m_state))
        return;
    m_state = Encrypted{std::move(channel)};
    m_listener.transportOpened();
    continueReading();
}

/// Hands out all plaintext that the bytes received so far hold.
void Transport::continueReading()
{
    std::array<char, 16 * 1024>
        plaintext; // one TLS record; not initialised, only what read() fills is looked at
    while (auto *encrypted = std::get_if<Encrypted>(&m_state)) {
        const auto count = encrypted->channel.read(plaintext);
        if (!count)
            return fail(count.error());
        if (*count > 0)
            m_listener.transportReceived({plaintext.data(), static_cast<qsizetype>(*count)});
        else if (encrypted->channel.peerHasFinished())
            return end(StreamEnd::Orderly);
        else
            return flush(encrypted->channel); // an answer to a key update
    }
}

void Transport::flush(TlsChannel &channel)
{
    if (const QByteArray ciphertext = channel.takeOutgoing(); !ciphertext.isEmpty())
        m_tcp.write(ciphertext);
}

void Transport::tcpReceived(QByteArrayView bytes)
{
    if (std::holds_alternative<Plain>(m_state))
        return m_listener.transportReceived(bytes);
    if (auto *handshaking = std::get_if<Handshaking>(&m_state)) {
        handshaking->channel.receive(bytes);
        continueHandshake();
    } else if (auto *encrypted = std::get_if<Encrypted>(&m_state)) {
        encrypted->channel.receive(bytes);
        continueReading();
    }
}

void Transport::tcpSent()
{
    if (std::holds_alternative<Plain>(m_state) || std::holds_alternative<Encrypted>(m_state))
        m_listener.transportSent();
}

void Transport::tcpEnded()
{
    if (std::holds_alternative<Handshaking>(m_state))
        fail({.errorClass = resilience::ErrorClass::Reset, .detail = "end of stream"});
    else
        end(std::holds_alternative<Encrypted>(m_state) ? StreamEnd::Truncated : StreamEnd::Orderly);
}

void Transport::end(StreamEnd end)
{
    close();
    m_listener.transportEnded(end);
}

void Transport::fail(const Failure &failure)
{
    if (std::holds_alternative<Closed>(m_state))
        return;
    close();
    m_listener.transportFailed(failure);
}

} // namespace fusebox::probe

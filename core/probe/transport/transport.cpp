// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/transport.h"

#include <array>

#include "core/probe/contract/failure_detail.h"
#include "core/probe/names/addresses.h"
#include "core/probe/names/literal_address.h"
#include "core/probe/transport/proxy_handshakes.h"

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
    const QString &host = dialledHost();
    if (const QHostAddress literal(host); !literal.isNull())
        return connectTo(ofFamily({literal}, m_target.names.family));
    const auto kept = m_network.resolver.kept(host, m_target.names);
    if (!kept)
        return resolve(host);
    m_findings.nameWasKept = true;
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
    forgetWhereNobodyWasFound();
    if (isOnTheWayToProxy())
        m_findings.proxyFault = ProxyFault::NotReached;
    m_state = Closed{};
    m_tcp.close();
}

/// The name may lead elsewhere by now; whoever dials next asks.
void Transport::forgetWhereNobodyWasFound()
{
    const bool isAtWork =
        std::holds_alternative<Connecting>(m_state) || std::holds_alternative<Handshaking>(m_state);
    if (m_findings.nameWasKept && isAtWork)
        m_network.resolver.forget(dialledHost(), m_target.names);
}

QByteArray Transport::chosenProtocol() const
{
    const auto *encrypted = std::get_if<Encrypted>(&m_state);
    return encrypted ? encrypted->channel.chosenProtocol() : QByteArray();
}

bool Transport::mayBeRefusedYet() const
{
    const auto *encrypted = std::get_if<Encrypted>(&m_state);
    return encrypted && encrypted->channel.mayBeRefusedYet();
}

void Transport::finish()
{
    if (auto *encrypted = std::get_if<Encrypted>(&m_state)) {
        encrypted->channel.finish();
        flush(encrypted->channel);
    }
}

void Transport::resolve(const QString &host)
{
    m_listener.transportEntered(Phase::Dns);
    m_state = Resolving{m_network.resolver.resolve(
        host, m_target.names, [this](const Resolver::Answer &answer) { resolved(answer); })};
}

void Transport::resolved(const Resolver::Answer &answer)
{
    if (answer)
        return connectTo(*answer);
    m_findings.dnsFault = answer.error().fault;
    fail(answer.error());
}

void Transport::connectTo(const QList<QHostAddress> &addresses)
{
    m_state = Connecting{};
    if (addresses.isEmpty()) // a literal address of the other family
        return resolved(tl::unexpected(failureOf(DnsFault::NoData)));
    m_findings.address = addresses.front().toString();
    m_listener.transportEntered(Phase::Connect);
    m_tcp.open(addresses, isProxied() ? m_target.proxy.port : m_target.port, m_target.connectWithin);
}

void Transport::tcpConnected()
{
    m_findings.address = m_tcp.peer().toString();
    m_findings.family = familyOf(m_tcp.peer());
    if (isProxied())
        askProxy();
    else
        reached({});
}

void Transport::askProxy()
{
    auto handshake = proxyHandshake(m_target.proxy, {withoutZone(m_target.host), m_target.port});
    const auto first = handshake->begin();
    m_state = AskingProxy{std::move(handshake)};
    proceed(first);
}

void Transport::proceed(const ProxyHandshake::Result &step)
{
    if (!step)
        return fail(step.error());
    if (step->isOpen)
        return reached(step->surplus);
    if (!step->toSend.isEmpty())
        m_tcp.write(step->toSend);
}

/// `first`: what the target has sent already, along with the proxy's answer.
void Transport::reached(QByteArrayView first)
{
    if (m_target.trust) {
        beginHandshake();
    } else {
        m_state = Plain{};
        m_listener.transportOpened();
    }
    if (!first.isEmpty())
        tcpReceived(first);
}

void Transport::beginHandshake()
{
    m_listener.transportEntered(Phase::Tls);
    auto channel = m_network.tls.forProfile(*m_target.trust).and_then([this](ssl_ctx_st *context) {
        return TlsChannel::create(context, withoutZone(m_target.host));
    });
    if (!channel)
        return fail(channel.error());
    if (!m_target.protocols.isEmpty())
        channel->offerProtocols(m_target.protocols);
    m_state = Handshaking{std::move(*channel)};
    continueHandshake();
}

void Transport::continueHandshake()
{
    auto &channel = std::get<Handshaking>(m_state).channel;
    const auto progress = channel.handshake();
    if (progress && *progress == TlsChannel::Handshake::Running)
        return flush(channel);
    m_findings.tls = channel.facts(m_network.tls.certificates());
    if (!progress)
        return refuse(channel.takeOutgoing(), progress.error());
    if (const auto mismatch = checkPin())
        return fail(*mismatch); // and nothing more, such as who we are, is said to that peer
    flush(channel);
    finishHandshake();
}

void Transport::finishHandshake()
{
    auto *handshaking = std::get_if<Handshaking>(&m_state);
    if (!handshaking) // the connection was lost while the last bytes went out
        return;
    m_state = Encrypted{std::move(handshaking->channel)};
    m_listener.transportOpened();
    continueReading();
}

/// The peer is told why; whether it hears that makes no difference to the failure.
void Transport::refuse(const QByteArray &alert, const TlsFailure &failure)
{
    m_findings.tlsFault = failure.fault;
    forgetWhereNobodyWasFound();
    m_state = Closed{};
    if (!alert.isEmpty())
        m_tcp.write(alert);
    m_tcp.close();
    m_listener.transportFailed(failure);
}

std::optional<TlsFailure> Transport::checkPin() const
{
    const QString &pin = m_target.trust->pin;
    if (pin.isEmpty())
        return std::nullopt;
    const TlsFacts shown = m_findings.tls.value_or(TlsFacts{});
    if (meetsPin(shown, pin))
        return std::nullopt;
    return pinFailure(shown);
}

/// Hands out all plaintext that the bytes received so far hold.
void Transport::continueReading()
{
    std::array<char, 16 * 1024>
        plaintext; // one TLS record; not initialised, only what read() fills is looked at
    while (auto *encrypted = std::get_if<Encrypted>(&m_state)) {
        const auto count = encrypted->channel.read(plaintext);
        if (!count)
            return refuse(encrypted->channel.takeOutgoing(), count.error());
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
    } else if (auto *asking = std::get_if<AskingProxy>(&m_state)) {
        proceed(asking->handshake->receive(bytes));
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
    if (std::holds_alternative<Handshaking>(m_state) || std::holds_alternative<AskingProxy>(m_state))
        fail(Failure{.errorClass = resilience::ErrorClass::Reset, .detail = endOfStream});
    else
        end(std::holds_alternative<Encrypted>(m_state) ? StreamEnd::Truncated : StreamEnd::Orderly);
}

void Transport::end(StreamEnd end)
{
    close();
    m_listener.transportEnded(end);
}

void Transport::fail(const TlsFailure &failure)
{
    if (!std::holds_alternative<Closed>(m_state))
        m_findings.tlsFault = failure.fault;
    fail(static_cast<const Failure &>(failure));
}

void Transport::fail(const ProxyFailure &failure)
{
    m_state = Closed{};
    m_findings.proxyFault = failure.fault;
    m_tcp.close();
    m_listener.transportFailed(failure);
}

bool Transport::isOnTheWayToProxy() const
{
    return isProxied() &&
           (std::holds_alternative<Resolving>(m_state) || std::holds_alternative<Connecting>(m_state) ||
            std::holds_alternative<AskingProxy>(m_state));
}

void Transport::fail(const Failure &failure)
{
    if (std::holds_alternative<Closed>(m_state))
        return;
    close();
    m_listener.transportFailed(failure);
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/socks5.h"

#include <QHostAddress>
#include <QtEndian>

namespace fusebox::probe {

using resilience::ErrorClass;

namespace {

constexpr char version = 5;
constexpr char noAuthentication = 0;
constexpr char userAndPassword = 2;
constexpr char noneAcceptable = '\xff';
constexpr char authenticationVersion = 1;
constexpr char connectCommand = 1;
constexpr char ipv4Kind = 1, nameKind = 3, ipv6Kind = 4;

constexpr qsizetype longest = 255; // what a length of one byte can say

ProxyFailure failure(ErrorClass errorClass, ProxyFault fault, std::string detail = {})
{
    return {{.errorClass = errorClass, .detail = std::move(detail)}, fault};
}

ProxyFailure badAnswer()
{
    return failure(ErrorClass::Protocol, ProxyFault::BadAnswer, "not SOCKS5");
}

QByteArray counted(const QByteArray &bytes)
{
    return static_cast<char>(bytes.size()) + bytes;
}

QByteArray portOf(quint16 port)
{
    QByteArray bytes(2, '\0');
    qToBigEndian(port, bytes.data());
    return bytes;
}

QByteArray addressOf(const QString &host)
{
    const QHostAddress literal(host);
    if (literal.protocol() == QAbstractSocket::IPv4Protocol) {
        QByteArray bytes(4, '\0');
        qToBigEndian(literal.toIPv4Address(), bytes.data());
        return ipv4Kind + bytes;
    }
    if (literal.protocol() == QAbstractSocket::IPv6Protocol) {
        const Q_IPV6ADDR bytes = literal.toIPv6Address();
        return ipv6Kind + QByteArray(reinterpret_cast<const char *>(&bytes), sizeof bytes);
    }
    return nameKind + counted(host.toLatin1());
}

/// The replies of RFC 1928, section 6.
ProxyFailure refusal(char reply)
{
    const int code = static_cast<unsigned char>(reply);
    const std::string detail = "SOCKS5 reply " + std::to_string(code);
    switch (code) {
    case 2: return failure(ErrorClass::Refused, ProxyFault::Forbidden, detail);
    case 5: return failure(ErrorClass::Refused, ProxyFault::TargetNotReached, detail);
    case 1: // general failure
    case 3: // network unreachable
    case 4: // host unreachable
    case 6: // TTL expired
        return failure(ErrorClass::Unreachable, ProxyFault::TargetNotReached, detail);
    case 7: // command not supported
    case 8: // address type not supported
        return failure(ErrorClass::Protocol, ProxyFault::Unsupported, detail);
    default: return failure(ErrorClass::Protocol, ProxyFault::BadAnswer, detail);
    }
}

} // namespace

Socks5::Socks5(const ProxyOptions &proxy, const ProxyTarget &target)
    : m_proxy(proxy)
    , m_target(target)
{
}

ProxyHandshake::Result Socks5::begin()
{
    if (m_target.host.size() > longest || m_proxy.user.toUtf8().size() > longest ||
        m_proxy.password.toUtf8().size() > longest)
        return tl::unexpected(failure(ErrorClass::Protocol, ProxyFault::Unsupported));
    QByteArray methods(1, noAuthentication);
    if (!m_proxy.user.isEmpty())
        methods += userAndPassword;
    return Step{.toSend = version + counted(methods)};
}

ProxyHandshake::Result Socks5::receive(QByteArrayView bytes)
{
    m_received.append(bytes);
    const Taken taken = takeAnswer();
    if (!taken)
        return tl::unexpected(taken.error());
    if (!*taken)
        return Step{};
    if (!(*taken)->isOpen && !m_received.isEmpty()) // an answer to what has not been asked yet
        return tl::unexpected(badAnswer());
    return **taken;
}

/// Of the answer that is awaited. Many a proxy says that of SOCKS where that of the authentication belongs.
bool Socks5::isVersion(char byte) const
{
    return byte == version || (m_awaiting == Awaiting::Verdict && byte == authenticationVersion);
}

Socks5::Taken Socks5::takeAnswer()
{
    if (!m_received.isEmpty() && !isVersion(m_received[0]))
        return tl::unexpected(badAnswer());
    if (m_received.size() < 2)
        return std::nullopt;
    switch (m_awaiting) {
    case Awaiting::Method: return takeMethod();
    case Awaiting::Verdict: return takeVerdict();
    case Awaiting::Reply: return takeReply();
    }
    return std::nullopt;
}

Socks5::Taken Socks5::takeMethod()
{
    const char method = m_received[1];
    m_received.remove(0, 2);
    if (method == noAuthentication)
        return request();
    if (method == userAndPassword && !m_proxy.user.isEmpty()) {
        m_awaiting = Awaiting::Verdict;
        return Step{.toSend = authenticationVersion + counted(m_proxy.user.toUtf8()) +
                              counted(m_proxy.password.toUtf8())};
    }
    if (method != noneAcceptable)
        return tl::unexpected(badAnswer());
    return tl::unexpected(failure(ErrorClass::Refused, m_proxy.user.isEmpty()
                                                           ? ProxyFault::AuthenticationRequired
                                                           : ProxyFault::AuthenticationRefused));
}

Socks5::Taken Socks5::takeVerdict()
{
    const bool accepted = m_received[1] == 0;
    m_received.remove(0, 2);
    if (!accepted)
        return tl::unexpected(failure(ErrorClass::Refused, ProxyFault::AuthenticationRefused));
    return request();
}

ProxyHandshake::Step Socks5::request()
{
    m_awaiting = Awaiting::Reply;
    return {.toSend = QByteArray{}.append(version).append(connectCommand).append('\0') +
                      addressOf(m_target.host) + portOf(m_target.port)};
}

/// Version, reply, reserved, kind of address, address, port. A refusal may come without the rest.
Socks5::Taken Socks5::takeReply()
{
    if (m_received[1] != 0)
        return tl::unexpected(refusal(m_received[1]));
    constexpr qsizetype before = 4, port = 2;
    if (m_received.size() < before + 1)
        return std::nullopt;
    qsizetype address = 0;
    switch (m_received[3]) {
    case ipv4Kind: address = 4; break;
    case ipv6Kind: address = 16; break;
    case nameKind: address = 1 + static_cast<unsigned char>(m_received[4]); break;
    default: return tl::unexpected(badAnswer());
    }
    const qsizetype size = before + address + port;
    if (m_received.size() < size)
        return std::nullopt;
    return Step{.isOpen = true, .surplus = m_received.mid(size)};
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/http_connect.h"

#include <algorithm>
#include <optional>

#include "core/probe/contract/failure_detail.h"
#include "core/probe/contract/secrets.h"

namespace fusebox::probe {

using resilience::ErrorClass;

namespace {

constexpr qsizetype maxHeads = 16 * 1024;

QByteArray authorityFor(const ProxyTarget &target)
{
    const QByteArray host = target.host.toLatin1();
    return (host.contains(':') ? '[' + host + ']' : host) + ':' + QByteArray::number(target.port);
}

QByteArray credentialsOf(const ProxyOptions &proxy)
{
    return (proxy.user + u':' + proxy.password).toUtf8().toBase64();
}

QByteArray authorizationField(const ProxyOptions &proxy)
{
    if (proxy.user.isEmpty())
        return {};
    return "Proxy-Authorization: Basic " + credentialsOf(proxy) + "\r\n";
}

/// So far, and perhaps cut off, it looks like the beginning of a status line.
bool mayBecomeAnswer(QByteArrayView bytes)
{
    constexpr QByteArrayView begin = "HTTP/1.";
    const qsizetype size = std::min(bytes.size(), begin.size());
    return bytes.first(size) == begin.first(size);
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

struct StatusLine
{
    int status = 0;
    QByteArray reason;
};

/// "HTTP/1.1 200 Established", or without the reason; several blanks are one.
std::optional<StatusLine> readStatusLine(const QByteArray &line)
{
    constexpr qsizetype versionSize = 8, digits = 3;
    if (line.size() <= versionSize || !isDigit(line[versionSize - 1]) || line[versionSize] != ' ')
        return {};
    const QByteArray rest = line.mid(versionSize).trimmed();
    const bool isWhole = rest.size() >= digits && std::all_of(rest.begin(), rest.begin() + digits, isDigit) &&
                         (rest.size() == digits || rest[digits] == ' ');
    if (!isWhole)
        return {};
    return StatusLine{rest.left(digits).toInt(), rest.mid(digits).trimmed()};
}

/// Where the empty line ends that ends the head; lines may end with a bare line feed (RFC 9112, 2.2). None:
/// it has not come yet.
std::optional<qsizetype> endOfHead(const QByteArray &bytes)
{
    for (qsizetype at = bytes.indexOf('\n'); at >= 0; at = bytes.indexOf('\n', at + 1)) {
        const qsizetype next = at + (bytes.mid(at + 1, 1) == "\r" ? 2 : 1);
        if (next < bytes.size() && bytes[next] == '\n')
            return next + 1;
    }
    return {};
}

ProxyFailure badAnswer(const char *detail)
{
    return {{.errorClass = ErrorClass::Protocol, .detail = detail}, ProxyFault::BadAnswer};
}

} // namespace

HttpConnect::HttpConnect(const ProxyOptions &proxy, const ProxyTarget &target)
    : m_proxy(proxy)
    , m_target(target)
{
}

ProxyHandshake::Result HttpConnect::begin()
{
    const QByteArray authority = authorityFor(m_target);
    return Step{.toSend = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" +
                          authorizationField(m_proxy) + "\r\n"};
}

ProxyHandshake::Result HttpConnect::receive(QByteArrayView bytes)
{
    m_received.append(bytes);
    m_size += bytes.size();
    while (mayBecomeAnswer(m_received)) {
        const auto end = endOfHead(m_received);
        if (m_size - (end ? m_received.size() - *end : 0) > maxHeads)
            return tl::unexpected(badAnswer("header limit exceeded"));
        if (!end)
            return Step{};
        const auto line = readStatusLine(m_received.left(m_received.indexOf('\n')).trimmed());
        if (!line)
            return tl::unexpected(badAnswer("bad status line"));
        m_received.remove(0, *end);
        if (line->status >= 200)
            return judge(line->status, line->reason);
    }
    return tl::unexpected(badAnswer("bad version"));
}

ProxyHandshake::Result HttpConnect::judge(int status, const QByteArray &reason) const
{
    if (status < 300)
        return Step{.isOpen = true, .surplus = m_received};
    return tl::unexpected(proxyRefusal(status, reason, m_proxy));
}

ProxyFailure proxyRefusal(int status, const QByteArray &reason, const ProxyOptions &proxy)
{
    const QByteArray said = (QByteArray::number(status) + ' ' + reason).trimmed();
    const std::string detail = failureDetail(said, secretsOf(proxy));
    const auto failure = [&](ErrorClass errorClass, ProxyFault fault) {
        return ProxyFailure{{.errorClass = errorClass, .detail = detail}, fault};
    };
    if (status == 407)
        return failure(ErrorClass::Refused, proxy.user.isEmpty() ? ProxyFault::AuthenticationRequired
                                                                 : ProxyFault::AuthenticationRefused);
    if (status == 504)
        return failure(ErrorClass::Timeout, ProxyFault::TargetNotReached);
    return status >= 500 ? failure(ErrorClass::Unreachable, ProxyFault::TargetNotReached)
                         : failure(ErrorClass::Refused, ProxyFault::Forbidden);
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/transport/http_connect.h"

#include <algorithm>
#include <optional>

#include "core/probe/failure_detail.h"
#include "core/probe/http/http_secrets.h"

namespace fusebox::probe {

using resilience::ErrorClass;

namespace {

constexpr qsizetype maxHeads = 16 * 1024;

QByteArray authorityOf(const ProxyTarget &target)
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

/// "HTTP/1.1 200 Established", or without the reason.
std::optional<int> statusOf(const QByteArray &line)
{
    constexpr qsizetype first = 9, end = 12; // of the status within the line
    const bool isWhole = line.size() >= end && isDigit(line[7]) && line[8] == ' ' &&
                         std::all_of(line.begin() + first, line.begin() + end, isDigit) &&
                         (line.size() == end || line[end] == ' ');
    return isWhole ? std::optional(line.mid(first, end - first).toInt()) : std::nullopt;
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
    const QByteArray authority = authorityOf(m_target);
    return Step{.toSend = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" +
                          authorizationField(m_proxy) + "\r\n"};
}

ProxyHandshake::Result HttpConnect::receive(QByteArrayView bytes)
{
    m_received.append(bytes);
    while (mayBecomeAnswer(m_received)) {
        const qsizetype end = m_received.indexOf("\r\n\r\n");
        if (m_passedOver + (end < 0 ? m_received.size() : end) > maxHeads)
            return tl::unexpected(badAnswer("header limit exceeded"));
        if (end < 0)
            return Step{};
        const QByteArray statusLine = m_received.left(m_received.indexOf("\r\n"));
        const auto status = statusOf(statusLine);
        if (!status)
            return tl::unexpected(badAnswer("bad status line"));
        m_received.remove(0, end + 4);
        if (*status >= 200)
            return judge(*status, statusLine);
        m_passedOver += end + 4;
    }
    return tl::unexpected(badAnswer("bad version"));
}

ProxyHandshake::Result HttpConnect::judge(int status, const QByteArray &statusLine) const
{
    if (status < 300)
        return Step{.isOpen = true, .surplus = m_received};
    return tl::unexpected(proxyRefusal(status, statusLine.mid(13), m_proxy));
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

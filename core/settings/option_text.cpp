// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/option_text.h"

#include <map>

#include <QRegularExpression>
#include <QUrl>

#include "core/probe/http/http_request.h"
#include "core/probe/match/json_pointer.h"
#include "core/probe/names/literal_address.h"

namespace fusebox::settings {

using namespace Qt::StringLiterals;
using probe::ProxyKind;
using probe::ProxyOptions;
using probe::StatusRange;

namespace {

std::optional<ProxyKind> proxyKindOf(const QUrl &url)
{
    if (url.scheme() == "http"_L1)
        return ProxyKind::Http;
    if (url.scheme() == "socks5"_L1)
        return ProxyKind::Socks5;
    return {};
}

/// Nothing but scheme, host and port.
bool isBare(const QUrl &url)
{
    const bool hasPath = !url.path().isEmpty() && url.path() != "/"_L1;
    return url.isValid() && !url.host().isEmpty() && url.port() > 0 && url.authority().indexOf(u'@') < 0 &&
           !hasPath && !url.hasQuery() && !url.hasFragment();
}

/// The value that a JSON text is.
std::optional<probe::JsonScalar> wholeOf(const QString &text)
{
    const auto found = probe::findInJson(text.toUtf8(), {probe::JsonPointer()});
    return found ? found->front() : std::nullopt;
}

} // namespace

std::optional<QString> parsePin(const QString &text)
{
    static const QRegularExpression plain(u"\\A[0-9a-fA-F]{64}\\z"_s);
    static const QRegularExpression withColons(u"\\A[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){31}\\z"_s);
    if (!plain.match(text).hasMatch() && !withColons.match(text).hasMatch())
        return {};
    return QString(text).remove(u':').toLower();
}

std::optional<ProxyOptions> parseProxyUrl(const QString &text)
{
    if (hasReference(text.toUtf8()))
        return ProxyOptions{.kind = ProxyKind::Http, .host = text};
    const QUrl url(probe::withEscapedZone(text), QUrl::StrictMode);
    const auto kind = proxyKindOf(url);
    if (!kind || !isBare(url))
        return {};
    return ProxyOptions{
        .kind = *kind, .host = probe::dialledHost(url), .port = static_cast<quint16>(url.port())};
}

QString proxyUrlText(const ProxyOptions &proxy)
{
    if (proxy.kind == ProxyKind::None)
        return {};
    if (hasReference(proxy.host.toUtf8()))
        return proxy.host;
    QUrl url;
    url.setScheme(proxy.kind == ProxyKind::Socks5 ? u"socks5"_s : u"http"_s);
    url.setHost(proxy.host);
    url.setPort(proxy.port);
    return url.toString(QUrl::FullyEncoded);
}

std::optional<StatusRange> parseStatusRange(const QString &text)
{
    static const QRegularExpression pattern(u"\\A([1-9][0-9]{2})(?:-([1-9][0-9]{2}))?\\z"_s);
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return {};
    const int first = match.captured(1).toInt();
    const int last = match.hasCaptured(2) ? match.captured(2).toInt() : first;
    return first <= last ? std::optional(StatusRange{first, last}) : std::nullopt;
}

QString statusRangeText(const StatusRange &range)
{
    const QString first = QString::number(range.first);
    return range.first == range.last ? first : first + u'-' + QString::number(range.last);
}

bool isHttpToken(const QString &text)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z0-9!#$%&'*+.^_`|~-]+\\z"_s);
    return pattern.match(text).hasMatch();
}

bool isCheckMethod(const QString &text)
{
    return isHttpToken(text) && text.size() <= probe::HttpOptions::longestMethod && text != "CONNECT"_L1;
}

bool isReservedField(const QString &name)
{
    return probe::isReservedField(name.toUtf8());
}

bool isUpgradeField(const QString &name)
{
    const QString lower = name.toLower();
    return lower == "host"_L1 || lower == "upgrade"_L1 || lower.startsWith("sec-websocket-"_L1);
}

bool isJsonPointer(const QString &text)
{
    constexpr qsizetype longest = 4096;
    return text.size() <= longest && probe::JsonPointer::parse(text);
}

bool isJsonScalar(const QString &text)
{
    const auto value = wholeOf(text);
    return value && !std::holds_alternative<probe::JsonContainer>(*value);
}

bool isJsonNumber(const QString &text)
{
    const auto value = wholeOf(text);
    return value && std::holds_alternative<probe::JsonNumber>(*value);
}

bool canBeRecord(const QString &type, const QString &text)
{
    if (type == "A"_L1)
        return probe::literalFamily(text.trimmed()) == probe::AddressFamily::IPv4;
    if (type == "AAAA"_L1)
        return probe::literalFamily(text.trimmed()) == probe::AddressFamily::IPv6;
    static const std::map<QString, qsizetype> words{{u"CNAME"_s, 1}, {u"NS"_s, 1},  {u"PTR"_s, 1},
                                                    {u"MX"_s, 2},    {u"SRV"_s, 4}, {u"SOA"_s, 7}};
    const auto expected = words.find(type); // TXT and CAA hold any text
    return expected == words.end() || text.simplified().split(u' ').size() == expected->second;
}

} // namespace fusebox::settings

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/endpoint_url.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include <QUrlQuery>

#include "core/probe/names/dns_question.h"
#include "core/probe/names/literal_address.h"

namespace fusebox::settings {

using namespace Qt::StringLiterals;
using probe::ProbeKind;
using probe::UrlForm;

namespace {

constexpr std::array RecordTypes{"A"_L1,  "AAAA"_L1, "CAA"_L1, "CNAME"_L1, "MX"_L1,
                                 "NS"_L1, "PTR"_L1,  "SOA"_L1, "SRV"_L1,   "TXT"_L1};

/// What JSON calls white space. A blank of another kind is a stray character.
QString withoutOuterBlanks(QStringView text)
{
    constexpr auto isBlank = [](QChar c) { return c == u' ' || c == u'\t' || c == u'\n' || c == u'\r'; };
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.mid(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text.toString();
}

/// QUrl takes what is not ASCII as it is, but some of it cannot be seen.
bool hasInvisible(const QString &text)
{
    return std::any_of(text.cbegin(), text.cend(), [](QChar c) {
        const auto category = c.category();
        return category == QChar::Other_Control || category == QChar::Other_Format ||
               category == QChar::Separator_Line || category == QChar::Separator_Paragraph;
    });
}

/// What stands between "://" and the path: "me@host:8443".
QString authorityOf(const QString &text)
{
    const QString rest = text.section("://"_L1, 1);
    const auto isEnd = [](QChar c) { return c == u'/' || c == u'?' || c == u'#'; };
    return rest.left(std::find_if(rest.cbegin(), rest.cend(), isEnd) - rest.cbegin());
}

/// What stands after the host: ":8443", or nothing.
QString portPart(const QString &authority)
{
    const qsizetype bracket = authority.indexOf(u']');
    const bool isUnclosed = authority.startsWith(u'[') && bracket < 0;
    const qsizetype colon = authority.indexOf(u':', std::max<qsizetype>(bracket, 0));
    return colon < 0 || isUnclosed ? QString() : authority.mid(colon);
}

/// What people paste behind the host, and every browser and server takes: `?query=up{job="x"}`, `/100%`. QUrl
/// wants it encoded.
QString withEncodedRest(const QString &text)
{
    const qsizetype restAt = text.indexOf("://"_L1) + 3 + authorityOf(text).size();
    const auto isHex = [&text](qsizetype i) {
        return i < text.size() && text[i].unicode() < 0x80 && std::isxdigit(text[i].unicode()) != 0;
    };
    QString encoded = text.left(restAt);
    for (qsizetype i = restAt; i < text.size(); ++i) {
        const bool isStray = text[i] == u'%' && !(isHex(i + 1) && isHex(i + 2));
        if (isStray || uR"( "<>\^`{|})"_s.contains(text[i]))
            encoded += u'%' + QString::number(text[i].unicode(), 16).toUpper();
        else
            encoded += text[i];
    }
    return encoded;
}

/// QUrl reads a port out of range as no port at all, so the text is looked at. An empty one is none (RFC
/// 3986, 3.2.3): the scheme's own, where it has one.
bool hasUnreadablePort(const QUrl &url, const QString &authority)
{
    return portPart(authority).size() > 1 && url.port() <= 0;
}

/// "https://me:pa/ss@host": what ends the authority may stand in a password, and then what comes before it
/// looks like a port that is none. A "#" leads to no place that has an @ where there is no path.
bool hidesCredentials(const QString &text, const QString &authority)
{
    const QString rest = text.section("://"_L1, 1).sliced(authority.size());
    const QString port = portPart(authority).mid(1);
    const bool isPort = std::all_of(port.cbegin(), port.cend(), [](QChar c) { return c.isDigit(); });
    return rest.contains(u'@') && (!isPort || (rest.startsWith(u'#') && !portPart(authority).isEmpty()));
}

QString recordTypeIn(const QUrl &url)
{
    return url.hasQuery() ? QUrlQuery(url).queryItemValue(u"type"_s).toUpper() : u"A"_s;
}

bool hasKnownRecordType(const QUrl &url)
{
    if (!url.hasQuery())
        return true;
    const QUrlQuery query(url);
    return query.queryItems().size() == 1 &&
           std::find(RecordTypes.begin(), RecordTypes.end(), recordTypeIn(url)) != RecordTypes.end();
}

std::optional<UrlError> dnsFault(const QUrl &url)
{
    if (url.path().size() <= 1)
        return UrlError::NoName;
    if (!probe::dnsNameIn(url) || url.hasFragment())
        return UrlError::BadName;
    if (!hasKnownRecordType(url))
        return UrlError::UnknownRecordType;
    return {};
}

std::optional<UrlError> portOnlyFault(const QUrl &url)
{
    if (url.port() <= 0)
        return UrlError::NoPort;
    const bool hasMore = !url.path().isEmpty() || url.hasQuery() || url.hasFragment();
    return hasMore ? std::optional(UrlError::HasPath) : std::nullopt;
}

/// What the scheme asks of a URL that is one.
std::optional<UrlError> faultOf(const QUrl &url, UrlForm form)
{
    const bool hasServer = !url.host().isEmpty();
    switch (form) {
    case UrlForm::Lookup:
        return hasServer || url.port() <= 0 ? dnsFault(url) : std::optional(UrlError::NoHost);
    case UrlForm::HostAndPort: return hasServer ? portOnlyFault(url) : std::optional(UrlError::NoHost);
    case UrlForm::Bare: return {};
    case UrlForm::Web: break;
    }
    return hasServer ? std::nullopt : std::optional(UrlError::NoHost);
}

/// "type=aaaa" and "type=AAAA" are one question, and shall be one URL; and so are a second # as it is and as
/// %23, which it is written as.
QUrl normalized(QUrl url, UrlForm form)
{
    if (form == UrlForm::Lookup && url.hasQuery())
        url.setQuery(u"type="_s + recordTypeIn(url));
    return QUrl::fromEncoded(url.toEncoded());
}

tl::expected<QUrl, UrlError> bareUrl(const probe::Scheme &scheme, const QString &text)
{
    const QString bare = probe::prefixOf(scheme);
    if (!text.contains(u':'))
        return tl::unexpected(UrlError::NoScheme);
    if (text.compare(bare, Qt::CaseInsensitive) != 0)
        return tl::unexpected(UrlError::HasMore);
    return QUrl(bare);
}

} // namespace

ProbeKind kindOf(const QUrl &url)
{
    const probe::Scheme *scheme = probe::findScheme(url.scheme());
    return scheme ? scheme->kind : ProbeKind::Http;
}

tl::expected<QUrl, UrlError> parseEndpointUrl(const QString &text)
{
    const QString trimmed = probe::withEscapedZone(withoutOuterBlanks(text));
    if (trimmed.isEmpty())
        return tl::unexpected(UrlError::Empty);
    const probe::Scheme *scheme = probe::findScheme(trimmed.section(u':', 0, 0).toLower());
    if (scheme && scheme->form == UrlForm::Bare)
        return bareUrl(*scheme, trimmed);
    if (!trimmed.contains("://"_L1))
        return tl::unexpected(UrlError::NoScheme);
    if (!scheme)
        return tl::unexpected(UrlError::UnknownScheme);
    const QString authority = authorityOf(trimmed);
    if (authority.contains(u'@')) // first of all: what is wrong with the rest would be shown
        return tl::unexpected(UrlError::HasCredentials);
    if (hidesCredentials(trimmed, authority))
        return tl::unexpected(UrlError::HasCredentials);
    const QUrl url(withEncodedRest(trimmed), QUrl::StrictMode);
    if (hasUnreadablePort(url, authority))
        return tl::unexpected(UrlError::BadPort);
    if (!url.isValid() || hasInvisible(trimmed))
        return tl::unexpected(authority.isEmpty() && scheme->form != UrlForm::Lookup ? UrlError::NoHost
                                                                                     : UrlError::Malformed);
    if (const auto fault = faultOf(url, scheme->form))
        return tl::unexpected(*fault);
    return normalized(url, scheme->form);
}

std::span<const QLatin1StringView> dnsRecordTypes()
{
    return RecordTypes;
}

DnsQuestion dnsQuestionOf(const QUrl &url)
{
    return {QString::fromLatin1(probe::dnsNameIn(url).value_or(QByteArray())), recordTypeIn(url)};
}

} // namespace fusebox::settings

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_question.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QUrlQuery>

#include "core/probe/names/literal_address.h"

namespace fusebox::probe {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<std::pair<const char *, DnsType>, 10> types = {{{"A", DnsType::A},
                                                                     {"AAAA", DnsType::Aaaa},
                                                                     {"CAA", DnsType::Caa},
                                                                     {"CNAME", DnsType::Cname},
                                                                     {"MX", DnsType::Mx},
                                                                     {"NS", DnsType::Ns},
                                                                     {"PTR", DnsType::Ptr},
                                                                     {"SOA", DnsType::Soa},
                                                                     {"SRV", DnsType::Srv},
                                                                     {"TXT", DnsType::Txt}}};

/// Of hosts, of services, of wildcards, and of address ranges that are handed on (RFC 2317).
bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           QByteArrayView("-_*/").contains(c);
}

bool isLabel(const QByteArray &label)
{
    return !label.isEmpty() && label.size() <= 63 && std::ranges::all_of(label, isLetter);
}

/// toAce() refuses the underscores that names of services have: it is asked only where it has to be.
QByteArray asciiFrom(const QString &text)
{
    const bool isAscii = std::ranges::all_of(text, [](QChar c) { return c.unicode() < 0x80; });
    return isAscii ? text.toLatin1() : QUrl::toAce(text);
}

tl::expected<DnsType, DnsFault> typeIn(const QUrl &url)
{
    const QUrlQuery query(url);
    if (!query.hasQueryItem(u"type"_s))
        return DnsType::A;
    const auto type = dnsTypeFrom(query.queryItemValue(u"type"_s));
    return type ? tl::expected<DnsType, DnsFault>(*type) : tl::unexpected(DnsFault::BadType);
}

} // namespace

std::optional<DnsType> dnsTypeFrom(const QString &word)
{
    const auto found = std::ranges::find_if(types, [&](const auto &type) {
        return word.compare(QLatin1StringView(type.first), Qt::CaseInsensitive) == 0;
    });
    return found == types.end() ? std::nullopt : std::optional(found->second);
}

tl::expected<QByteArray, DnsFault> dnsNameFrom(const QString &text)
{
    const QByteArray name = asciiFrom(text);
    if (name == ".")
        return name;
    const QByteArray bare = name.endsWith('.') ? name.chopped(1) : name;
    if (bare.size() > 253 || !std::ranges::all_of(bare.split('.'), isLabel))
        return tl::unexpected(DnsFault::BadName);
    return name;
}

tl::expected<QByteArray, DnsFault> dnsNameIn(const QUrl &url)
{
    if (url.path(QUrl::FullyEncoded).lastIndexOf(u'/') > 0) // one within the name is written as %2F
        return tl::unexpected(DnsFault::BadName);
    return dnsNameFrom(url.path(QUrl::FullyDecoded).mid(1));
}

tl::expected<DnsTarget, DnsFault> dnsTargetFrom(const QUrl &url)
{
    const QString server = dialledHost(url);
    if (!url.isValid() || !url.userInfo().isEmpty() || url.port(53) == 0 ||
        (server.isEmpty() && url.port() != -1))
        return tl::unexpected(DnsFault::BadServer);
    const auto name = dnsNameIn(url);
    if (!name)
        return tl::unexpected(name.error());
    const auto type = typeIn(url);
    if (!type)
        return tl::unexpected(type.error());
    return DnsTarget{.server = server,
                     .port = static_cast<quint16>(url.port(53)),
                     .question = {.name = *name, .type = *type}};
}

} // namespace fusebox::probe

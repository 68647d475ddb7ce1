// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_redirect.h"

#include <algorithm>
#include <array>

#include "core/probe/http/http_text.h"

namespace fusebox::probe {

using Kind = HttpFault::Kind;
using resilience::ErrorClass;

namespace {

/// A list of what may go rather than of what may not: an X-Api-Key tells as much as an Authorization.
constexpr std::array harmlessNames{"accept",        "accept-charset", "accept-encoding",  "accept-language",
                                   "cache-control", "content-type",   "content-language", "dnt",
                                   "pragma",        "range",          "user-agent"};

tl::unexpected<HttpFailure> refused(Kind kind, const QUrl &url)
{
    return tl::unexpected(
        httpFailure(ErrorClass::Protocol, {kind}, url.toEncoded(QUrl::RemoveUserInfo).toStdString()));
}

template <std::size_t N>
bool isOneOf(const std::array<const char *, N> &names, QByteArrayView name)
{
    return std::any_of(names.begin(), names.end(),
                       [name](const char *other) { return equalsWithoutCase(name, other); });
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool isHttp(const QUrl &url)
{
    return url.scheme() == u"http" || url.scheme() == u"https";
}

bool isSameOrigin(const QUrl &a, const QUrl &b)
{
    const auto port = [](const QUrl &url) { return url.port(url.scheme() == u"https" ? 443 : 80); };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

/// What is no UTF-8 is bytes that mean something to the server alone.
QByteArray inAscii(const QByteArray &location)
{
    if (location.isValidUtf8())
        return location;
    QByteArray encoded;
    for (const char c : location) {
        if (static_cast<unsigned char>(c) < 0x80)
            encoded += c;
        else
            encoded += '%' + QByteArray(1, c).toHex().toUpper();
    }
    return encoded;
}

/// RFC 3986, 5.2, and RFC 9110, 10.2.2 for the fragment. Locations hold what they must not (blanks, letters
/// beyond ASCII): that is encoded, as everyone does.
QUrl resolved(const QUrl &base, const QByteArray &location)
{
    QUrl url = base.resolved(QUrl::fromEncoded(inAscii(location), QUrl::TolerantMode));
    if (!url.hasFragment() && base.hasFragment())
        url.setFragment(base.fragment(QUrl::FullyEncoded), QUrl::StrictMode);
    return url;
}

/// Those that differ: one said twice is one.
std::vector<QByteArray> locationsOf(const HttpRecorder &answer)
{
    std::vector<QByteArray> locations;
    for (const HttpField &field : answer.fields())
        if (equalsWithoutCase(field.name, "location") &&
            std::ranges::find(locations, field.value) == locations.end())
            locations.push_back(field.value);
    return locations;
}

bool becomesGet(int status, const QByteArray &method)
{
    if (status == 303)
        return method != "GET" && method != "HEAD";
    return (status == 301 || status == 302) && method == "POST";
}

HttpOptions optionsAfter(int status, HttpOptions options, bool isForeign)
{
    const bool dropsBody = becomesGet(status, options.method);
    if (dropsBody) {
        options.method = "GET";
        options.body.clear();
    }
    if (isForeign)
        options.authentication = {};
    std::erase_if(options.headers, [=](const HttpField &field) {
        const bool isOfBody = field.name.size() > 8 && equalsWithoutCase(field.name.first(8), "content-");
        return (dropsBody && isOfBody) || (isForeign && !isOneOf(harmlessNames, field.name));
    });
    return options;
}

} // namespace

tl::expected<std::optional<HttpRedirect>, HttpFailure>
redirectFrom(const QUrl &url, const HttpOptions &options, const HttpRecorder &answer, int followed)
{
    const int limit = std::clamp(options.redirects.limit, 0, HttpRedirect::mostHops);
    const auto locations = locationsOf(answer);
    if (limit == 0 || !isRedirect(answer.status()) || locations.empty())
        return std::nullopt;
    const QUrl next = resolved(url, locations.front());
    if (locations.size() > 1 || !next.isValid())
        return refused(Kind::BadLocation, next);
    if (!isHttp(next))
        return refused(Kind::RedirectScheme, next);
    if (next.host().isEmpty())
        return refused(Kind::BadLocation, next);
    if (url.scheme() == u"https" && next.scheme() == u"http" && !options.redirects.allowDowngrade)
        return refused(Kind::RedirectDowngrade, next);
    if (followed >= limit)
        return refused(Kind::RedirectLimit, next);
    const bool isForeign = !isSameOrigin(url, next);
    return HttpRedirect{next, optionsAfter(answer.status(), options, isForeign), isForeign};
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_redirect.h"

#include <algorithm>

#include "core/probe/contract/http_text.h"
#include "core/probe/contract/schemes.h"
#include "core/probe/contract/secrets.h"
#include "core/probe/names/literal_address.h"

namespace fusebox::probe {

using Kind = HttpFault::Kind;
using resilience::ErrorClass;

namespace {

tl::unexpected<HttpFailure> refused(Kind kind, const QUrl &url)
{
    return tl::unexpected(
        httpFailure(ErrorClass::Protocol, {kind}, url.toEncoded(QUrl::RemoveUserInfo).toStdString()));
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool isHttp(const QUrl &url)
{
    return isOfKind(url, ProbeKind::Http);
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

/// As browsers read it (URL standard, 4.4): backslashes before the query are slashes, and however many of
/// them follow "http:", a host comes next; "http:x" is relative where the scheme is the same.
QByteArray asBrowsersRead(const QByteArray &location, const QByteArray &scheme)
{
    const auto isEndOfPath = [](char c) { return c == '?' || c == '#'; };
    QByteArray text = location.trimmed();
    text.replace('\t', ""); // URL standard, 4.4
    std::replace(text.begin(), std::find_if(text.begin(), text.end(), isEndOfPath), '\\', '/');
    const qsizetype colon = text.indexOf(':');
    const QByteArray own = text.first(std::max<qsizetype>(colon, 0)).toLower();
    const bool hasScheme = own == "http" || own == "https";
    const QByteArray rest = hasScheme ? text.sliced(colon + 1) : text;
    const auto name = std::find_if(rest.begin(), rest.end(), [](char c) { return c != '/'; });
    const auto slashes = name - rest.begin();
    if (hasScheme && own == scheme && slashes < 2)
        return rest;
    if (!hasScheme && slashes < 2)
        return text;
    return (hasScheme ? own + "://" : QByteArray("//")) + rest.sliced(slashes);
}

/// RFC 3986, 5.2, and RFC 9110, 10.2.2 for the fragment. Locations hold what they must not (blanks, letters
/// beyond ASCII): that is encoded, as everyone does.
QUrl resolved(const QUrl &base, const QByteArray &location)
{
    QUrl url = base.resolved(
        QUrl::fromEncoded(inAscii(asBrowsersRead(location, base.scheme().toLatin1())), QUrl::TolerantMode));
    const QString host = dialledHost(base);
    if (url.isValid() && url.host() != host && url.host() == withoutZone(host))
        url.setHost(host); // the server has not been told its zone
    if (!url.hasFragment() && base.hasFragment())
        url.setFragment(base.fragment(QUrl::FullyEncoded), QUrl::StrictMode);
    return url;
}

/// Those that differ: one said twice is one, and an empty one leads nowhere.
std::vector<QByteArray> locationsOf(const HttpRecorder &answer)
{
    std::vector<QByteArray> locations;
    for (const HttpField &field : answer.fields())
        if (equalsWithoutCase(field.name, "location") && !field.value.trimmed().isEmpty() &&
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

/// They speak of a body that is no longer there.
void dropContentFields(HttpOptions &options)
{
    std::erase_if(options.headers, [](const HttpField &field) {
        return field.name.size() > 8 && equalsWithoutCase(field.name.first(8), "content-");
    });
}

HttpOptions optionsAfter(int status, HttpOptions options, bool isForeign)
{
    const bool dropsBody = becomesGet(status, options.method);
    if (dropsBody) {
        options.method = "GET";
        options.body.clear();
    }
    if (isForeign)
        dropCredentials(options);
    if (dropsBody)
        dropContentFields(options);
    return options;
}

} // namespace

tl::expected<std::optional<HttpRedirect>, HttpFailure>
redirectFrom(const QUrl &url, const HttpOptions &options, const HttpRecorder &answer, int followed)
{
    const int limit = std::clamp(options.redirects.limit, 0, RedirectOptions::mostHops);
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
    if (isTls(url) && !isTls(next) && !options.redirects.allowDowngrade)
        return refused(Kind::RedirectDowngrade, next);
    if (followed >= limit)
        return refused(Kind::RedirectLimit, next);
    const bool isForeign = !isSameOrigin(url, next);
    return HttpRedirect{next, optionsAfter(answer.status(), options, isForeign), isForeign};
}

void takeBackCredentials(ProbeRequest &request, const ProbeRequest &own)
{
    request.trust = own.trust;
    auto &options = optionsOf<HttpOptions>(request);
    const auto &ownOptions = optionsOf<HttpOptions>(own);
    options.authentication = ownOptions.authentication;
    options.headers = ownOptions.headers;
    if (options.method != ownOptions.method)
        dropContentFields(options);
}

} // namespace fusebox::probe

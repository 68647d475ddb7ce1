// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_request.h"

#include <algorithm>
#include <array>

#include "core/probe/contract/http_text.h"
#include "core/probe/http/cookie_jar.h"
#include "core/probe/http/http_head.h"

namespace fusebox::probe {

using Kind = HttpFault::Kind;

namespace {

constexpr qsizetype maxFieldBytes = 32 * 1024;

/// They frame the message or manage the connection (RFC 9110, 7.6.1; RFC 9112, 6): a second opinion on them
/// is how requests are smuggled.
constexpr std::array reservedNames{
    "connection", "content-length",    "expect",  "keep-alive",    "proxy-connection", "te",
    "trailer",    "transfer-encoding", "upgrade", "http2-settings"};

HttpFailure refused(Kind kind, std::size_t index = 0)
{
    return httpFailure(resilience::ErrorClass::Protocol, {kind, static_cast<int>(index)});
}

const HttpField *find(const std::vector<HttpField> &fields, QByteArrayView name)
{
    const auto found = std::find_if(fields.begin(), fields.end(), [name](const auto &field) {
        return equalsWithoutCase(field.name, name);
    });
    return found == fields.end() ? nullptr : &*found;
}

std::optional<Kind> faultOf(const HttpField &field, const std::vector<HttpField> &all)
{
    if (!isHttpToken(field.name) || !isHttpFieldValue(field.value))
        return Kind::BadHeader;
    if (isReservedField(field.name))
        return Kind::ReservedHeader;
    const bool isHost = equalsWithoutCase(field.name, "host");
    if (isHost && (!isHttpAuthority(field.value) || find(all, "host") != &field)) // a second one
        return Kind::BadHeader;
    return {};
}

tl::expected<void, HttpFailure> checkFields(const std::vector<HttpField> &fields)
{
    qsizetype bytes = 0;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (const auto fault = faultOf(fields[i], fields))
            return tl::unexpected(refused(*fault, i));
        bytes += fields[i].name.size() + fields[i].value.size();
        if (i >= HttpOptions::mostHeaders || bytes > maxFieldBytes)
            return tl::unexpected(refused(Kind::TooManyHeaders, i));
    }
    return {};
}

/// CONNECT turns the connection into a tunnel, which is no exchange.
bool isMethod(QByteArrayView method)
{
    return method.size() <= HttpOptions::longestMethod && isHttpToken(method) && method != "CONNECT";
}

bool hasControlCharacter(const QString &text)
{
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
}

/// The value of the Authorization field, in UTF-8 (RFC 7617, 2.1; RFC 6750, 2.1); empty: none is to be sent.
struct AuthorizationValue
{
    using Result = tl::expected<QByteArray, HttpFailure>;

    Result operator()(std::monostate) const { return QByteArray(); }
    Result operator()(const BasicAuthentication &basic) const
    {
        if (basic.user.contains(u':') || hasControlCharacter(basic.user + basic.password))
            return tl::unexpected(refused(Kind::BadCredentials));
        return "Basic " + (basic.user + u':' + basic.password).toUtf8().toBase64();
    }
    Result operator()(const BearerAuthentication &bearer) const
    {
        const QByteArray token = bearer.token.toUtf8();
        if (token.isEmpty() || token.contains(' ') || !isHttpFieldValue(token))
            return tl::unexpected(refused(Kind::BadCredentials));
        return "Bearer " + token;
    }
};

/// RFC 3986, 5.2.4: "/a/./b/../c" is "/a/c", also where a dot is written as %2E.
QByteArray withoutDotSegments(const QByteArray &path)
{
    QByteArrayList segments;
    const QByteArrayList parts = path.split('/');
    for (qsizetype i = 1; i < parts.size(); ++i) { // the first is what stands before the first slash: nothing
        const QByteArray dots = QByteArray(parts[i]).replace("%2e", ".").replace("%2E", ".");
        const bool isLast = i + 1 == parts.size();
        if (dots == ".." && !segments.isEmpty())
            segments.removeLast();
        if (dots != "." && dots != "..")
            segments.append(parts[i]);
        else if (isLast)
            segments.append("");
    }
    return '/' + segments.join('/');
}

QByteArray targetOf(const QUrl &url)
{
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    const QByteArray target =
        url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemovePath | QUrl::RemoveFragment);
    return (path.isEmpty() ? "/" : withoutDotSegments(path)) + target;
}

/// Servers expect a length with these even where it is 0 (RFC 9110, 8.6).
bool announcesLength(const HttpOptions &options)
{
    const QByteArray &method = options.method;
    return !options.body.isEmpty() || method == "POST" || method == "PUT" || method == "PATCH";
}

/// In one field, whoever brings them (RFC 6265, 5.4).
void addCookies(std::vector<HttpField> &fields, const QByteArray &cookies)
{
    QByteArray given;
    for (const HttpField &field : fields)
        if (equalsWithoutCase(field.name, "cookie"))
            given += (given.isEmpty() ? "" : "; ") + field.value;
    std::erase_if(fields, [](const HttpField &field) { return equalsWithoutCase(field.name, "cookie"); });
    fields.push_back({"Cookie", mergedCookies(given, cookies)});
}

std::vector<HttpField> fieldsOf(const HttpOptions &options, const QByteArray &authorization,
                                const QByteArray &cookies)
{
    std::vector<HttpField> fields;
    const auto addUnlessGiven = [&](const char *name, const QByteArray &value) {
        if (!find(options.headers, name))
            fields.push_back({name, value});
    };
    addUnlessGiven("User-Agent", "fusebox/" FUSEBOX_VERSION);
    addUnlessGiven("Accept", "*/*");
    addUnlessGiven("Accept-Encoding", "identity"); // else a server may choose, and some do (RFC 9110, 12.5.3)
    if (!authorization.isEmpty())
        addUnlessGiven("Authorization", authorization);
    std::copy_if(options.headers.begin(), options.headers.end(), std::back_inserter(fields),
                 [](const auto &field) { return !equalsWithoutCase(field.name, "host"); });
    if (!cookies.isEmpty())
        addCookies(fields, cookies);
    if (announcesLength(options))
        fields.push_back({"Content-Length", QByteArray::number(options.body.size())});
    return fields;
}

/// RFC 9112, 3.2.2: who is asked for is the URL's, whatever Host says beside it.
QByteArray absoluteForm(const QUrl &url)
{
    return url.scheme().toLatin1() + "://" + authorityOf(url) + targetOf(url);
}

QByteArray http1Head(const HttpRequest &request, const QByteArray &target,
                     const QByteArray &proxyAuthorization, bool keepAlive)
{
    QByteArray bytes = request.method + ' ' + target + " HTTP/1.1\r\n";
    appendField(bytes, "Host", request.authority);
    if (!proxyAuthorization.isEmpty())
        appendField(bytes, "Proxy-Authorization", proxyAuthorization);
    for (const HttpField &field : request.headers)
        appendField(bytes, field.name, field.value);
    appendField(bytes, "Connection", keepAlive ? "keep-alive" : "close");
    return bytes + "\r\n";
}

} // namespace

bool isReservedField(QByteArrayView name)
{
    return std::any_of(reservedNames.begin(), reservedNames.end(),
                       [name](const char *reserved) { return equalsWithoutCase(name, reserved); });
}

tl::expected<HttpRequest, HttpFailure> makeHttpRequest(const QUrl &url, const HttpOptions &options,
                                                       const HttpWay &way)
{
    if (!isMethod(options.method))
        return tl::unexpected(refused(Kind::BadMethod));
    if (const auto checked = checkFields(options.headers); !checked)
        return tl::unexpected(checked.error());
    const auto authorization = std::visit(AuthorizationValue{}, options.authentication);
    if (!authorization)
        return tl::unexpected(authorization.error());
    const HttpField *host = find(options.headers, "host");
    HttpRequest request{.method = options.method,
                        .scheme = url.scheme().toLatin1(),
                        .authority = host ? host->value : authorityOf(url),
                        .target = targetOf(url),
                        .headers = fieldsOf(options, *authorization, way.cookies),
                        .body = options.body};
    const QByteArray target = way.isAbsolute ? absoluteForm(url) : request.target;
    const bool isGiven = find(options.headers, "proxy-authorization") != nullptr;
    request.head =
        http1Head(request, target, isGiven ? QByteArray() : way.proxyAuthorization, options.keepAlive);
    return request;
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/cookie_jar.h"

#include <algorithm>
#include <array>
#include <libpsl.h>
#include <tuple>

#include <QHostAddress>
#include <QList>

#include "core/probe/contract/http_text.h"
#include "core/probe/names/special_names.h"

namespace fusebox::probe {

using std::chrono::sys_seconds;

namespace {

constexpr std::size_t mostCookies = 50;
constexpr qsizetype mostBytes = 4 * 1024;
constexpr qsizetype mostBytesSent = 16 * 1024;

QByteArray hostOf(const QUrl &url)
{
    return url.host(QUrl::FullyEncoded).toLatin1().toLower();
}

/// Secure cookies are for it: nobody listens on the way, which is TLS or within this machine, as browsers
/// have it.
bool isTrustworthy(const QUrl &url)
{
    return url.scheme() == u"https" || isLocalhost(url.host()) || QHostAddress(url.host()).isLoopback();
}

/// Up to the last slash, without it (RFC 6265, 5.1.4).
QByteArray defaultPathOf(const QUrl &url)
{
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    const qsizetype end = path.lastIndexOf('/');
    return path.startsWith('/') && end > 0 ? path.first(end) : "/";
}

QByteArray pathOf(const QUrl &url)
{
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    return path.isEmpty() ? "/" : path;
}

/// RFC 6265, 5.1.4.
bool liesBeneath(const QByteArray &path, const QByteArray &cookiePath)
{
    if (!path.startsWith(cookiePath))
        return false;
    return path.size() == cookiePath.size() || cookiePath.endsWith('/') || path[cookiePath.size()] == '/';
}

/// RFC 6265, 5.1.3.
bool isWithin(const QByteArray &host, const QByteArray &domain)
{
    return host == domain ||
           (host.endsWith('.' + domain) && QHostAddress(QString::fromLatin1(host)).isNull());
}

/// Whether whoever has `host` may set cookies for all of `domain`: not for "com", nor for an address.
bool mayShare(const QByteArray &host, const QByteArray &domain)
{
    const psl_ctx_t *list = psl_builtin();
    return isWithin(host, domain) && list && psl_is_public_suffix(list, domain.constData()) == 0;
}

bool hasControlCharacter(const QByteArray &text)
{
    return std::ranges::any_of(
        text, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

bool startsWithoutCase(const QByteArray &text, QByteArrayView prefix)
{
    return text.size() >= prefix.size() && equalsWithoutCase(text.first(prefix.size()), prefix);
}

bool isCookieDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// RFC 6265, 5.1.1.
bool isDateDelimiter(char c)
{
    const auto code = static_cast<unsigned char>(c);
    return code == 0x09 || (code >= 0x20 && code <= 0x2f) || (code >= 0x3b && code <= 0x40) ||
           (code >= 0x5b && code <= 0x60) || (code >= 0x7b && code <= 0x7e);
}

std::vector<QByteArray> dateTokens(const QByteArray &text)
{
    std::vector<QByteArray> tokens;
    auto at = text.begin();
    while (at != text.end()) {
        const auto begin = std::find_if_not(at, text.end(), isDateDelimiter);
        at = std::find_if(begin, text.end(), isDateDelimiter);
        if (begin != at)
            tokens.emplace_back(&*begin, at - begin);
    }
    return tokens;
}

/// The number that `token` begins with, of so many digits; then whatever is no digit.
std::optional<int> leadingNumber(const QByteArray &token, qsizetype fewest, qsizetype most)
{
    const qsizetype digits = std::find_if_not(token.begin(), token.end(), isCookieDigit) - token.begin();
    return digits >= fewest && digits <= most ? std::optional(token.first(digits).toInt()) : std::nullopt;
}

std::optional<std::chrono::seconds> timeOfDay(const QByteArray &token)
{
    const auto parts = token.split(':');
    if (parts.size() != 3)
        return {};
    const auto hour = leadingNumber(parts[0], 1, 2), minute = leadingNumber(parts[1], 1, 2),
               second = leadingNumber(parts[2], 1, 2);
    const bool isTime = hour && minute && second && *hour < 24 && *minute < 60 && *second < 60;
    if (!isTime)
        return {};
    return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

std::optional<unsigned> monthFrom(const QByteArray &token)
{
    constexpr std::array names{"jan", "feb", "mar", "apr", "may", "jun",
                               "jul", "aug", "sep", "oct", "nov", "dec"};
    const auto found =
        std::ranges::find_if(names, [&](const char *name) { return startsWithoutCase(token, name); });
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<unsigned>(found - names.begin()) + 1);
}

int fullYear(int year)
{
    if (year >= 70 && year <= 99)
        return year + 1900;
    return year <= 69 ? year + 2000 : year;
}

struct DateParts
{
    std::optional<std::chrono::seconds> time = {};
    std::optional<int> day = {};
    std::optional<unsigned> month = {};
    std::optional<int> year = {};

    /// Each token is the first of those that it can be and that are not there yet.
    void take(const QByteArray &token)
    {
        const auto is = [](auto &part, const auto &found) {
            const bool fits = !part && found;
            if (fits)
                part = found;
            return fits;
        };
        (void)(is(time, timeOfDay(token)) || is(day, leadingNumber(token, 1, 2)) ||
               is(month, monthFrom(token)) || is(year, leadingNumber(token, 2, 4)));
    }
};

/// An attribute: its name, and a value if it has one.
std::pair<QByteArray, QByteArray> halvesOf(const QByteArray &text)
{
    const qsizetype equals = text.indexOf('=');
    if (equals < 0)
        return {text.trimmed(), {}};
    return {text.first(equals).trimmed(), text.mid(equals + 1).trimmed()};
}

/// A cookie: a name and a value, or a value alone (RFC 6265bis, 5.6).
std::pair<QByteArray, QByteArray> cookieIn(const QByteArray &text)
{
    return text.contains('=') ? halvesOf(text) : std::pair(QByteArray(), text.trimmed());
}

std::optional<sys_seconds> afterMaxAge(const QByteArray &value, sys_seconds now)
{
    const bool isNumber = !value.isEmpty() && (value.size() > 1 || isCookieDigit(value[0])) &&
                          (isCookieDigit(value[0]) || value[0] == '-') &&
                          std::all_of(value.begin() + 1, value.end(), isCookieDigit);
    if (!isNumber)
        return {};
    constexpr std::chrono::seconds longest = std::chrono::days(400); // as browsers have it
    bool fits = false;
    const qlonglong seconds = value.toLongLong(&fits);
    if (value[0] == '-' || (fits && seconds == 0))
        return sys_seconds::min();
    return now + (fits ? std::min(std::chrono::seconds(seconds), longest) : longest);
}

} // namespace

std::optional<sys_seconds> cookieDate(const QByteArray &text)
{
    DateParts parts;
    for (const QByteArray &token : dateTokens(text))
        parts.take(token);
    if (!parts.time || !parts.day || !parts.month || !parts.year)
        return {};
    const int year = fullYear(*parts.year);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(*parts.month),
                                           std::chrono::day(static_cast<unsigned>(*parts.day))};
    if (year < 1601 || !date.ok())
        return {};
    return sys_seconds(std::chrono::sys_days(date)) + *parts.time;
}

/// One Set-Cookie (RFC 6265, 5.2).
class CookieJar::Parsed
{
public:
    Parsed(const QUrl &url, const QByteArray &field, sys_seconds now)
        : m_host(hostOf(url))
        , m_isTrustworthy(isTrustworthy(url))
    {
        const auto parts = field.split(';');
        std::tie(m_cookie.name, m_cookie.value) = cookieIn(parts.front());
        m_cookie.domain = m_host;
        m_cookie.path = defaultPathOf(url);
        for (const QByteArray &part : parts.mid(1))
            takeAttribute(halvesOf(part), now);
    }

    /// None: nobody would keep it.
    [[nodiscard]] std::optional<Cookie> cookie() const
    {
        const bool isEmpty = m_cookie.name.isEmpty() && m_cookie.value.isEmpty();
        const bool isRefused = isEmpty || m_isForeign ||
                               hasControlCharacter(m_cookie.name + m_cookie.value) ||
                               m_cookie.name.size() + m_cookie.value.size() > mostBytes ||
                               (m_cookie.isSecure && !m_isTrustworthy) || breaksItsPrefix();
        return isRefused ? std::nullopt : std::optional(m_cookie);
    }

private:
    void takeAttribute(const std::pair<QByteArray, QByteArray> &attribute, sys_seconds now)
    {
        const auto &[name, value] = attribute;
        if (equalsWithoutCase(name, "secure"))
            m_cookie.isSecure = true;
        else if (equalsWithoutCase(name, "path"))
            takePath(value);
        else if (equalsWithoutCase(name, "domain"))
            takeDomain(value);
        else if (equalsWithoutCase(name, "max-age"))
            takeMaxAge(afterMaxAge(value, now));
        else if (equalsWithoutCase(name, "expires") && !m_hasMaxAge)
            m_cookie.until = cookieDate(value);
    }
    void takePath(const QByteArray &value)
    {
        m_hasPath = value == "/";
        if (value.startsWith('/'))
            m_cookie.path = value;
    }
    /// The last one counts, and an empty one says nothing.
    void takeDomain(const QByteArray &value)
    {
        const QByteArray written = value.startsWith('.') ? value.mid(1) : value;
        const QByteArray domain = QUrl::toAce(QString::fromUtf8(written)).toLower();
        if (written.isEmpty())
            return;
        m_hasDomain = true;
        m_isForeign = domain != m_host && !mayShare(m_host, domain);
        m_cookie.isHostOnly = domain == m_host && !mayShare(m_host, domain);
        m_cookie.domain = domain;
    }
    void takeMaxAge(const std::optional<sys_seconds> &until)
    {
        if (!until)
            return;
        m_hasMaxAge = true;
        m_cookie.until = until;
    }
    /// RFC 6265bis, 4.1.3.
    [[nodiscard]] bool breaksItsPrefix() const
    {
        // Without a name the value stands where a name would, and must not pass for one.
        const QByteArray &first = m_cookie.name.isEmpty() ? m_cookie.value : m_cookie.name;
        if (m_cookie.name.isEmpty() &&
            (startsWithoutCase(first, "__host-") || startsWithoutCase(first, "__secure-")))
            return true;
        if (startsWithoutCase(first, "__host-"))
            return !m_cookie.isSecure || m_hasDomain || !m_hasPath;
        return startsWithoutCase(first, "__secure-") && !m_cookie.isSecure;
    }

    QByteArray m_host;
    bool m_isTrustworthy = false;
    bool m_hasPath = false; ///< that is the root
    bool m_hasDomain = false;
    bool m_hasMaxAge = false;
    bool m_isForeign = false;
    Cookie m_cookie;
};

void CookieJar::take(const QUrl &url, const std::vector<HttpField> &fields, sys_seconds now)
{
    for (const HttpField &field : fields) {
        if (!equalsWithoutCase(field.name, "set-cookie"))
            continue;
        if (auto cookie = Parsed(url, field.value, now).cookie())
            put(std::move(*cookie), now);
    }
}

/// In the place of one of the same name, domain and path; what has ended is gone (RFC 6265, 5.3).
void CookieJar::put(Cookie cookie, sys_seconds now)
{
    const auto isTheSame = [&](const Cookie &other) {
        return other.name == cookie.name && other.domain == cookie.domain && other.path == cookie.path &&
               other.isHostOnly == cookie.isHostOnly;
    };
    const bool hasEnded = cookie.until && *cookie.until <= now;
    const auto known = std::ranges::find_if(m_cookies, isTheSame);
    if (known != m_cookies.end() && hasEnded)
        m_cookies.erase(known);
    else if (known != m_cookies.end())
        *known = std::move(cookie);
    else if (!hasEnded && m_cookies.size() < mostCookies)
        m_cookies.push_back(std::move(cookie));
}

QByteArray CookieJar::cookiesFor(const QUrl &url, sys_seconds now) const
{
    const QByteArray host = hostOf(url), path = pathOf(url);
    const bool maySeeSecure = isTrustworthy(url);
    std::vector<const Cookie *> sent;
    for (const Cookie &cookie : m_cookies) {
        const bool isOfHost = cookie.isHostOnly ? host == cookie.domain : isWithin(host, cookie.domain);
        const bool isAlive = !cookie.until || *cookie.until > now;
        if (isOfHost && isAlive && liesBeneath(path, cookie.path) && (maySeeSecure || !cookie.isSecure))
            sent.push_back(&cookie);
    }
    std::ranges::stable_sort(sent, std::ranges::greater{},
                             [](const Cookie *cookie) { return cookie->path.size(); });
    QByteArray text;
    for (const Cookie *cookie : sent) {
        const QByteArray name = cookie->name.isEmpty() ? QByteArray() : cookie->name + '=';
        const QByteArray pair = (text.isEmpty() ? "" : "; ") + name + cookie->value;
        if (text.size() + pair.size() <= mostBytesSent)
            text += pair;
    }
    return text;
}

std::vector<QByteArray> CookieJar::secrets() const
{
    std::vector<QByteArray> values;
    std::ranges::transform(m_cookies, std::back_inserter(values), &Cookie::value);
    return values;
}

QByteArray mergedCookies(const QByteArray &given, const QByteArray &fromJar)
{
    const auto isInJar = [names = fromJar.split(';')](const QByteArray &pair) {
        return std::ranges::any_of(
            names, [&](const QByteArray &other) { return cookieIn(other).first == cookieIn(pair).first; });
    };
    QByteArray merged;
    for (const QByteArray &pair : given.split(';'))
        if (const QByteArray text = pair.trimmed(); !text.isEmpty() && !isInJar(text))
            merged += text + "; ";
    return fromJar.isEmpty() ? given : merged + fromJar;
}

} // namespace fusebox::probe

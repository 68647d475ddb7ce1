// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QUrl>

#include "core/probe/contract/options/http_options.h"

namespace fusebox::probe {

/// The cookies of one chain of redirects (RFC 6265, with what browsers have made of it since, RFC 6265bis):
/// what a server sets comes back to its host, path and scheme as long as it lives, and to the hosts beneath a
/// domain that somebody can own (the public suffix list says which); never to another site. They are secrets.
/// Bounded: 50 cookies of 4 KiB each, 16 KiB to be sent. Thread: any, one at a time.
class CookieJar
{
public:
    /// What the Set-Cookie fields of an answer of `url` say.
    void take(const QUrl &url, const std::vector<HttpField> &fields, std::chrono::sys_seconds now);

    /// "a=1; b=2", what is to be sent to `url`, the most specific path first; empty: none.
    [[nodiscard]] QByteArray cookiesFor(const QUrl &url, std::chrono::sys_seconds now) const;

    /// All values, to be masked wherever a peer repeats them.
    [[nodiscard]] std::vector<QByteArray> secrets() const;

private:
    struct Cookie
    {
        QByteArray name;
        QByteArray value;
        QByteArray domain; ///< in lower case and ASCII
        bool isHostOnly = true;
        QByteArray path;
        bool isSecure = false; ///< for https alone
        std::optional<std::chrono::sys_seconds> until = {};
    };
    class Parsed;

    void put(Cookie cookie, std::chrono::sys_seconds now);

    std::vector<Cookie> m_cookies;
};

/// When a cookie's Expires says it ends (RFC 6265, 5.1.1: whatever looks like a time, a day, a month and a
/// year); none: it says nothing.
[[nodiscard]] std::optional<std::chrono::sys_seconds> cookieDate(const QByteArray &text);

/// `given` (a Cookie field that an endpoint brings) together with the cookies of a jar, which count where
/// both name one.
[[nodiscard]] QByteArray mergedCookies(const QByteArray &given, const QByteArray &fromJar);

} // namespace fusebox::probe

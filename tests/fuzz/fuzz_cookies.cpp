// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/cookie_jar.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;
using namespace fusebox::fuzz;
using probe::CookieJar;

namespace {

constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'700'000'000)};

bool isPrintable(const QByteArray &field)
{
    return std::none_of(field.cbegin(), field.cend(),
                        [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

} // namespace

/// Set-Cookie fields, one a line: whatever they say, what goes back is one field of a bounded length, to
/// their own site alone, and what is secret of it is known to be.
FUZZ(std::string_view input)
{
    std::vector<probe::HttpField> fields;
    while (!input.empty() && fields.size() < 100) {
        const std::string_view line = takeUntil(input, '\n');
        fields.push_back({"Set-Cookie", QByteArray(line.data(), static_cast<qsizetype>(line.size()))});
        (void)probe::cookieDate(fields.back().value);
    }
    CookieJar jar;
    jar.take(QUrl(QStringLiteral("https://www.shop.example/a/b")), fields, now);
    require(jar.cookiesFor(QUrl(QStringLiteral("https://other.test/a/b")), now).isEmpty());
    require(jar.cookiesFor(QUrl(QStringLiteral("https://notshop.example/a/b")), now).isEmpty());
    const QByteArray own = jar.cookiesFor(QUrl(QStringLiteral("https://www.shop.example/a/b")), now);
    require(own.size() <= 16 * 1024 && isPrintable(own));
    require(own.isEmpty() || !jar.secrets().empty());
}

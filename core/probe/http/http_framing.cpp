// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_framing.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <QList>

#include "core/probe/contract/http_text.h"
#include "core/probe/http/http_coding.h"
#include "core/probe/http/http_lists.h"

namespace fusebox::probe {

namespace {

tl::unexpected<const char *> refused(const char *why)
{
    return tl::unexpected(why);
}

/// Digits alone: "+5", "0x5" and nothing at all are lengths to some.
std::optional<std::uint64_t> lengthFrom(const QByteArray &text)
{
    std::uint64_t length = 0;
    const auto result = std::from_chars(text.begin(), text.end(), length);
    const bool isWhole = result.ec == std::errc() && result.ptr == text.end();
    return isWhole ? std::optional(length) : std::nullopt;
}

tl::expected<HttpFraming, const char *> countedBy(const std::vector<QByteArray> &lengths)
{
    const auto length = lengthFrom(lengths.front());
    const auto isTheSame = [&](const QByteArray &other) { return lengthFrom(other) == length; };
    if (!length || !std::ranges::all_of(lengths, isTheSame))
        return refused("bad Content-Length");
    return HttpFraming{.kind = HttpFraming::Kind::Counted, .length = *length};
}

/// "identity" alone says nothing, and small devices say it (RFC 2616 let them).
tl::expected<HttpFraming, const char *> codedBy(const std::vector<QByteArray> &codings)
{
    if (codings == std::vector<QByteArray>{"identity"})
        return HttpFraming{};
    const auto isCompression = [](const QByteArray &coding) { return codingNamed(coding).has_value(); };
    const bool isChunked = codings.back() == "chunked";
    if (!std::all_of(codings.begin(), codings.end() - (isChunked ? 1 : 0), isCompression))
        return refused("bad Transfer-Encoding");
    return HttpFraming{.kind = isChunked ? HttpFraming::Kind::Chunked : HttpFraming::Kind::UntilTheEnd};
}

} // namespace

tl::expected<HttpFraming, const char *> framingOf(const std::vector<HttpField> &fields)
{
    const auto lengths = valuesOf(fields, "content-length");
    auto codings = valuesOf(fields, "transfer-encoding");
    std::erase_if(codings, [](const QByteArray &coding) { return coding.isEmpty(); }); // RFC 9110, 5.6.1.2
    if (codings.empty())
        return lengths.empty() ? HttpFraming{} : countedBy(lengths);
    if (!lengths.empty())
        return refused("both Content-Length and Transfer-Encoding");
    std::vector<QByteArray> inLowerCase;
    std::ranges::transform(codings, std::back_inserter(inLowerCase),
                           [](const QByteArray &coding) { return coding.toLower(); });
    return codedBy(inLowerCase);
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <tl/expected.hpp>

#include <QByteArray>

#include "core/probe/contract/options/http_options.h"

namespace fusebox::probe {

/// Where the body of an HTTP/1 answer ends.
struct HttpFraming
{
    enum class Kind : std::uint8_t { Counted, Chunked, UntilTheEnd };
    Kind kind = Kind::UntilTheEnd;
    std::uint64_t length = 0; ///< of Counted

    bool operator==(const HttpFraming &) const = default;
};

/// What an answer's fields say of it (RFC 9112, 6.3). Whatever two readers might take in two ways is no
/// framing, since that is how answers are smuggled: a length beside a transfer coding, lengths that differ, a
/// length that is more than digits, "chunked" twice or not last, and a coding that we do not know, the one
/// failure with a word of its own. Else a text as for people who write servers.
[[nodiscard]] tl::expected<HttpFraming, const char *> framingOf(const std::vector<HttpField> &fields);

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QByteArray>

#include "core/probe/contract/options/http_options.h"

namespace fusebox::probe {

enum class HttpDialect : std::uint8_t { Http10, Http11, Http2 };

/// What is kept of an answer, all of it the peer's raw bytes and hostile. A failed attempt has what had come
/// until then, if its head had.
struct HttpAnswer
{
    static constexpr std::size_t keptFields = 100;
    static constexpr qsizetype keptFieldBytes = 16 * 1024; ///< of names and values together
    static constexpr qsizetype keptBody = 4 * 1024;

    HttpDialect dialect = HttpDialect::Http11;
    int status = 0;                     ///< three digits; no 1xx but 101
    QByteArray reason = {};             ///< may be empty; always is in HTTP/2
    std::vector<HttpField> fields = {}; ///< the first of them, whole
    bool fieldsCut = false;             ///< there were more
    QByteArray body =
        {}; ///< its beginning (all with HttpOptions::keepBody), as transferred: maybe compressed
    std::int64_t bodySize = 0; ///< of what was read
    bool bodyCut = false;      ///< longer than HttpOptions::maxBody: the rest was not read
    /// The peer said where it ends: by its length, its last chunk, or an orderly end of the stream. False: a
    /// TLS connection was closed without close_notify, so there may have been more. None: it did not come to
    /// its end, or was not read to it.
    std::optional<bool> endConfirmed = {};

    bool operator==(const HttpAnswer &) const = default;
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

#include "core/probe/contract/options/http_options.h"
#include "core/probe/contract/options/proxy_options.h"
#include "core/settings/secret_reference.h"

/// Options as people write them, in a file or a form; none for anything else. Text for it is the caller's.
namespace fusebox::settings {

/// A SHA-256 as 64 hexadecimal digits in lower case; written in any case, with colons or without.
[[nodiscard]] std::optional<QString> parsePin(const QString &text);

/// "http://host:port" or "socks5://host:port": kind, host (in ASCII) and port. Of a text with references to
/// secrets, which only say which it is: the text in the host's place.
[[nodiscard]] std::optional<probe::ProxyOptions> parseProxyUrl(const QString &text);
/// What parseProxyUrl() reads back; empty without a proxy.
[[nodiscard]] QString proxyUrlText(const probe::ProxyOptions &proxy);

/// What files and forms take at most.
inline constexpr int MaxSought = 4096;   ///< bytes of a text that an answer or a message has to hold
inline constexpr int MaxFieldName = 256; ///< characters of a header's name

/// "200-299", or "404" for that one.
[[nodiscard]] std::optional<probe::StatusRange> parseStatusRange(const QString &text);
[[nodiscard]] QString statusRangeText(const probe::StatusRange &range);

/// A token after RFC 9110, 5.6.2: what methods and names of headers are made of.
[[nodiscard]] bool isHttpToken(const QString &text);
/// A method that a check can be made with: a token of at most HttpOptions::longestMethod characters, but not
/// CONNECT, which asks for a tunnel and is answered by nothing to judge.
[[nodiscard]] bool isCheckMethod(const QString &text);
/// A field that frames the message or manages the connection (RFC 9110, 7.6.1; RFC 9112, 6): it is written
/// for each request, and refused when given by hand.
[[nodiscard]] bool isReservedField(const QString &name);
/// A field of the upgrade itself (RFC 6455, 4.1), Host included: of a WebSocket refused likewise.
[[nodiscard]] bool isUpgradeField(const QString &name);

/// A JSON pointer (RFC 6901) of at most 4096 characters.
[[nodiscard]] bool isJsonPointer(const QString &text);
/// A number, a string in quotes, true, false or null.
[[nodiscard]] bool isJsonScalar(const QString &text);
[[nodiscard]] bool isJsonNumber(const QString &text);

/// Whether a record of this type ("A", "MX") can ever have this text.
[[nodiscard]] bool canBeRecord(const QString &type, const QString &text);

} // namespace fusebox::settings

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include <tl/expected.hpp>

#include <QLatin1StringView>
#include <QString>
#include <QUrl>

#include "core/probe/contract/schemes.h"

/// The URL that says which endpoint is meant and, by its scheme, how it is watched.
namespace fusebox::settings {

/// What is wrong with a URL typed or read.
enum class UrlError : std::uint8_t {
    Empty,
    Malformed,
    NoScheme,
    UnknownScheme,
    NoHost,
    HasCredentials,
    BadPort,
    NoPort,           ///< tcp and tls have none of their own
    HasPath,          ///< tcp and tls end with the port
    NoName,           ///< dns names nothing to look up
    BadName,          ///< dns looks up one name, of at most 253 characters
    HasMore,          ///< a bare scheme ends with its colon
    UnknownRecordType ///< a dns URL's query is nothing or type= and a known type
};

/// Of a URL whose scheme is known; Http for any other.
[[nodiscard]] probe::ProbeKind kindOf(const QUrl &url);

/// Strict, but for blanks around it. Absolute, without user and password; one of
///     http, https, ws, wss   ://host[:port][/path][?query]
///     tcp, tls               ://host:port
///     bare schemes           :
///     dns                    ://[server[:port]]/name[?type=AAAA]   (the type in any case; A if left out)
/// An empty port is none. An IPv6 address may have a zone, as "%eth0" or escaped as "%25eth0".
/// What comes back is in lower case where case says nothing.
[[nodiscard]] tl::expected<QUrl, UrlError> parseEndpointUrl(const QString &text);

[[nodiscard]] std::span<const QLatin1StringView> dnsRecordTypes();

/// What a dns URL asks for: the name as DNS knows it (ASCII), and the type's name in upper case.
struct DnsQuestion
{
    QString name;
    QString type = QStringLiteral("A");
};
/// Of a URL that parseEndpointUrl() has taken.
[[nodiscard]] DnsQuestion dnsQuestionOf(const QUrl &url);

} // namespace fusebox::settings

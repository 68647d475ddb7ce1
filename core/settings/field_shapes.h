// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include <QLatin1StringView>
#include <QUrl>

#include "core/probe/match/body_pattern.h"
#include "core/resilience/duration.h"
#include "core/settings/endpoint_config.h"

/// What a value looks like in the configuration file, and what it is in the program (`Type`). Read by
/// ValueReader, written by ValueWriter.
namespace fusebox::settings {

inline constexpr int MaxCount = resilience::kMostCalls;
inline constexpr std::size_t MaxItems = 100; ///< of every list and of headers

struct Text ///< on one line
{
    using Type = QString;
    int maxLength;         ///< code points
    bool mayRefer = false; ///< to secrets (see secret_reference.h)
};
struct FilePath ///< relative: to the configuration's folder; null: none
{
    using Type = QString;
    bool isFolder = false;
    static constexpr int maxLength = 4096;
};
/// Text, or {"env": "NAME"}: the environment variable that holds it. Never quoted in a message.
struct Secret
{
    using Type = QString;
    static constexpr int maxLength = 8192;
};
/// Text of any characters in UTF-8, or {"base64": "..."}.
struct Bytes
{
    using Type = QByteArray;
    int maxSize;           ///< bytes
    bool mayRefer = false; ///< as Text
};
struct Url
{
    using Type = QUrl;
};
struct OwnUrl ///< the endpoint's, which says its kind
{
    using Type = Asked;
};
struct UrlList
{
    using Type = std::vector<QUrl>;
};
struct Duration
{
    using Type = Nanoseconds;
    Nanoseconds minimum = resilience::kTick;
    Nanoseconds maximum = resilience::kLongestDuration;
};
struct Count
{
    using Type = int;
    int minimum;
    int maximum = MaxCount;
};
struct Size ///< bytes
{
    using Type = std::int64_t;
    std::int64_t minimum;
    std::int64_t maximum;
};
struct Number
{
    using Type = double;
    double minimum;
    double maximum;
};
struct Flag
{
    using Type = bool;
};
template <typename Shape>
struct Optional ///< null, or left out: none
{
    using Type = std::optional<typename Shape::Type>;
    Shape shape;
};
template <typename Enum>
struct Choice
{
    using Type = Enum;
    std::span<const QLatin1StringView> words; ///< in the order of the enumerators
};
struct ErrorClasses ///< list of words, "network" for kNetworkErrors, statuses: 503 and "500-599"
{
    using Type = resilience::ErrorClassSet;
};
struct TextList
{
    using Type = QStringList;
    int maxLength;          ///< of each
    bool isOfWords = false; ///< each a token (RFC 9110, 5.6.2), and another one
    int least = 0;          ///< of them
};
struct Pin ///< SHA-256, colons or not, any case
{
    using Type = QString;
};
struct ProxyUrl ///< kind, host and port
{
    using Type = probe::ProxyOptions;
};
struct Method
{
    using Type = QByteArray;
};
struct Headers ///< object: secrets by name
{
    using Type = std::vector<probe::HttpField>;
    /// Upgrade, of a WebSocket: some more are Fusebox's own. Environment: they are variables of a command.
    enum class Of : std::uint8_t { Request, Upgrade, Environment };
    Of of = Of::Request;
};
struct Basic ///< {"user", "password"}
{
    using Type = probe::HttpAuthentication;
    static constexpr int maxUser = 256; ///< code points
};
struct Bearer ///< secret
{
    using Type = probe::HttpAuthentication;
};
struct StatusRanges ///< list of 404 and "200-299"
{
    using Type = std::vector<probe::StatusRange>;
};
struct CloseCodes ///< list of whole numbers
{
    using Type = std::vector<int>;
    static constexpr int first = 1000;
    static constexpr int last = 4999; ///< RFC 6455, 7.4.2
};
struct Pattern ///< regular expression
{
    using Type = QString;
    static constexpr auto maxLength = static_cast<int>(probe::BodyPattern::mostBytes);
};
struct HeaderExpectations ///< list of {"name"}, {"name", "equals"} and {"name", "contains"}
{
    using Type = std::vector<probe::HeaderExpectation>;
};
struct JsonExpectations ///< list of {"pointer", "equals"} and the like
{
    using Type = std::vector<probe::JsonExpectation>;
};
struct KeepaliveAnswers ///< list of {"equals", "send"} and {"matches", "send"}
{
    using Type = std::vector<probe::KeepaliveAnswer>;
};

/// Stands for all of kNetworkErrors where classes are named.
inline constexpr QLatin1StringView NetworkWord("network");
/// The error classes that the file may name: not those that are nobody's fault.
[[nodiscard]] std::span<const resilience::ErrorClass> configurableErrorClasses();
/// In the order of JsonExpectation::Kind.
[[nodiscard]] std::span<const QLatin1StringView> jsonComparisonWords();
/// In the order of KeepaliveAnswer::Kind.
[[nodiscard]] std::span<const QLatin1StringView> keepaliveComparisonWords();

} // namespace fusebox::settings

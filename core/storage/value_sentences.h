// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include <QString>

#include "core/resilience/duration.h"
#include "core/settings/endpoint_config.h"
#include "core/settings/secret_reference.h"

/// What is wrong with a value someone typed into a file or a command line, and what would be right: the ends
/// of sentences that begin with its place. What was typed is quoted, cut to a bound.
namespace fusebox::storage {

[[nodiscard]] QString quoted(const QString &typed);
/// ""any", "ipv4" or "ipv6"".
[[nodiscard]] QString quotedList(std::span<const QLatin1StringView> words);
/// A URL with an @ anywhere, since passwords hold "#" and "/" too, or with what is no port in a port's place:
/// none of it is to be quoted.
[[nodiscard]] bool mayHoldPassword(const QString &typed);
/// Without its query, in which keys are; "this" if it may hold a password.
[[nodiscard]] QString quotedUrl(const QString &typed);
[[nodiscard]] QString urlSentence(settings::UrlError error, const QString &typed);
[[nodiscard]] QString referenceSentence(const settings::ReferenceFault &fault);
[[nodiscard]] QString durationSentence(resilience::DurationError error, const QString &typed,
                                       settings::Nanoseconds longest = resilience::kLongestDuration);
[[nodiscard]] QString tooShortSentence(settings::Nanoseconds duration, settings::Nanoseconds minimum);
/// "unknown key "intervall"; did you mean "interval"?", or the keys there are.
[[nodiscard]] QString unknownKeySentence(const QString &key, const std::vector<QLatin1StringView> &known);
/// "a dns URL has no use for this; leave it out, it is for http or https".
[[nodiscard]] QString unusedSentence(const QString &scheme, const std::vector<QLatin1StringView> &users);
/// ""::1" can never be a record of type A; write an IPv4 address".
[[nodiscard]] QString recordSentence(const QString &typed, const QString &type);
/// Empty if the text is neither empty, nor too long, nor holds characters that have no place in a line. It is
/// not quoted: it may be a secret. `maxLength`: code points.
[[nodiscard]] QString textFault(const QString &text, int maxLength);

} // namespace fusebox::storage

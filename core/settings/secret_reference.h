// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <tuple>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include <QByteArray>
#include <QString>
#include <QUrl>

/// What stands in a text instead of a secret: "${secret:NAME}", "${env:NAME}", "${file:PATH}". "$${" is a
/// "${" that is meant as such; all else stays as it is. Pure, and bounded by the text. Thread: any.
namespace fusebox::settings {

/// Where the secret is: in the desktop's keyring, an environment variable, a file.
enum class SecretSource : std::uint8_t { Keyring, Environment, File };

struct SecretReference
{
    SecretSource source = SecretSource::Keyring;
    QString name = {}; ///< of the entry, of the variable; the file's path

    bool operator==(const SecretReference &) const = default;
    bool operator<(const SecretReference &other) const
    {
        return std::tie(source, name) < std::tie(other.source, other.name);
    }
};

inline constexpr std::size_t mostReferences = 100; ///< in one text

/// Of an environment variable: letters, digits and underscores, not beginning with a digit (POSIX.1, 8.1).
[[nodiscard]] bool isVariableName(const QString &name);

/// "${env:NAME}".
[[nodiscard]] QString referenceText(const SecretReference &reference);

enum class ReferenceError : std::uint8_t {
    UnknownSource, ///< a slip of the finger: "${sceret:", "${Env:"
    Unclosed,      ///< no "}" behind the name
    BadName,       ///< no name that such a thing can have
    TooMany
};

/// What is wrong with a text. Nothing of it is kept but the word of a source: the rest may be a secret.
struct ReferenceFault
{
    ReferenceError error = ReferenceError::Unclosed;
    QString word = {}; ///< as it was typed: "sceret"

    bool operator==(const ReferenceFault &) const = default;
};

using TextPart = std::variant<QByteArray, SecretReference>;
using TextParts = std::vector<TextPart>; ///< in the order of the text; what is literal as it is meant

[[nodiscard]] tl::expected<TextParts, ReferenceFault> partsIn(const QByteArray &text);
/// Of a URL that parseEndpointUrl() has taken: what is literal is encoded, names are not.
[[nodiscard]] tl::expected<TextParts, ReferenceFault> partsIn(const QUrl &url);

/// What of a text is typed there itself, without its references; of one that is wrong, all.
[[nodiscard]] QByteArray literalsOf(const QByteArray &text);
/// It holds one, and nothing is wrong with it.
[[nodiscard]] bool hasReference(const QByteArray &text);

/// A URL as people write it: encoded, but for its references.
[[nodiscard]] QString urlText(const QUrl &url);

} // namespace fusebox::settings

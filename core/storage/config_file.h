// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <tl/expected.hpp>

#include <QByteArray>
#include <QString>

#include "core/storage/config.h"
#include "core/storage/config_writer.h"

namespace fusebox::storage {

/// What is wrong with a configuration, where, and what would be right. The one place in core that makes a
/// sentence (English): it is part of the program's command-line interface and is shown in the window word for
/// word.
struct ConfigError
{
    QString file = {};    ///< as it was named; empty for text
    int line = 0;         ///< 1-based; 0 where it cannot be known
    int column = 0;       ///< 1-based; only of what is not valid JSON, else 0
    QString pointer = {}; ///< JSON pointer to the place, "/endpoints/2/interval"; empty for the whole
    QString message = {}; ///< "unknown key \"intervall\"; did you mean \"interval\"?"

    /// "fusebox.json:12: /endpoints/2/interval: ..." or "fusebox.json:12:5: ..." on one line, control
    /// characters shown as escapes.
    [[nodiscard]] QString toString() const;
};

/// At least one, in the order of the file.
using ConfigErrors = std::vector<ConfigError>;

inline constexpr qsizetype MaxConfigSize = 16 * 1024 * 1024; ///< of a file, bytes

/// Strict: unknown and duplicate keys, wrong types, bad values and duplicate ids are errors; nothing is
/// guessed. Endpoints without an id or a name are given one (makeEndpointId, defaultEndpointName). At most 16
/// MiB. All that is wrong is told, up to 10,000 errors; of what is no JSON, the first alone.
[[nodiscard]] tl::expected<Config, ConfigErrors> checkConfig(const QByteArray &json);
/// Reads a file; a file that does not exist is an error too. Relative paths in it are made absolute: they
/// start at the file's folder.
[[nodiscard]] tl::expected<Config, ConfigErrors> checkConfigFile(const QString &path);
/// The same of what a file held.
[[nodiscard]] tl::expected<Config, ConfigErrors> checkConfigText(const QByteArray &text, const QString &path);
/// The endpoints of a file that holds nothing else. A command in it is refused unless it is owned as the file
/// `own` is, or by root, and nobody else can write it.
[[nodiscard]] tl::expected<std::vector<settings::EndpointConfig>, ConfigErrors>
checkFragmentText(const QByteArray &text, const QString &path, const QString &own);
/// As checkConfig(), with the first error alone.
[[nodiscard]] tl::expected<Config, ConfigError> parseConfig(const QByteArray &json);

/// Replaces the file as a whole or not at all (replaceFile), making its folder if need be. No one but its
/// owner may read it. Of a configuration that stands there only what changed is edited (editedConfig); what
/// is none is written over.
[[nodiscard]] tl::expected<void, ConfigError> saveConfig(const Config &config, const QString &path);

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "app/command_line.h"
#include "core/storage/config_set.h"

namespace fusebox::app {

/// The one named, or the one in its default place.
[[nodiscard]] QString configFileOf(const Options &options);
[[nodiscard]] QStringList sentencesOf(const storage::ConfigErrors &errors);
/// The first error, where there is room for one; the others are a command away.
[[nodiscard]] QString headlineOf(const storage::ConfigErrors &errors);
/// What files it names cannot be read, which is no error of it: they may come later.
[[nodiscard]] std::vector<storage::ConfigError> warningsOf(const storage::ConfigSet &set,
                                                           const QString &file);

/// --check: each error of the configuration on a line of standard error; 0 without any, else 2.
[[nodiscard]] int checkConfiguration(const Options &options);

} // namespace fusebox::app

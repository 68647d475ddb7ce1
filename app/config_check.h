// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "app/command_line.h"
#include "core/storage/config_file.h"

namespace fusebox::app {

/// --check: each error of the configuration on a line of standard error; 0 without any, else 2.
[[nodiscard]] int checkConfiguration(const Options &options);

/// The one named, or the one in its default place.
[[nodiscard]] QString configFileOf(const Options &options);
[[nodiscard]] QStringList sentencesOf(const storage::ConfigErrors &errors);

} // namespace fusebox::app

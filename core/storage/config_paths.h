// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>

#include "core/storage/config.h"

namespace fusebox::storage {

/// Files that a configuration names, relative to the folder that it is in, so that they mean the same from
/// wherever the program is started.
[[nodiscard]] Config withAbsoluteFiles(Config config, const QDir &folder);

} // namespace fusebox::storage

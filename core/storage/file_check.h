// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/config_file.h"

namespace fusebox::storage {

/// The files of certificates and keys that a configuration names and that cannot be read now, each once, at
/// the first place that names it. No errors of the configuration: a file may come later (a mount, a renewal),
/// and until then each check fails with the reason. `path`: of the configuration, for the sentences.
[[nodiscard]] std::vector<ConfigError> unreadableFiles(const Config &config, const QString &path);

} // namespace fusebox::storage

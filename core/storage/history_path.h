// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace fusebox::storage {

/// Where the history of a configuration is kept when no other place is named: in `$XDG_DATA_HOME/fusebox/`,
/// named by its configKey(). The file need not be there. Thread: any.
[[nodiscard]] QString historyFileFor(const QString &configFile);

} // namespace fusebox::storage

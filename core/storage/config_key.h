// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace fusebox::storage {

/// Sixteen hexadecimal digits that name a configuration among all of them, by whatever way it is named: made
/// of its real path, with links followed as far as they lead to what exists. What is kept of one file under
/// such a name is never taken for what is kept of another.
[[nodiscard]] QString configKey(const QString &path);

} // namespace fusebox::storage

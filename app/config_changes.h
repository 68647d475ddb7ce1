// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QStringList>

#include "core/health/values/command.h"
#include "core/storage/config.h"

namespace fusebox::app {

/// What makes a monitor that watches `from` watch `to`: nothing that is the same in both is touched. Limits
/// are those of the file, whatever this machine can afford.
[[nodiscard]] std::vector<health::Command> commandsBetween(const storage::Config &from,
                                                           const storage::Config &to);

/// What they differ in, for people: a line for each endpoint, at most `most` and how many more; keys without
/// their values.
[[nodiscard]] QStringList linesBetween(const storage::Config &from, const storage::Config &to,
                                       std::size_t most = 100);

} // namespace fusebox::app

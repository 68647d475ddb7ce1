// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "core/storage/history/database/history_database.h"

namespace fusebox::app {

/// The history that was named, or that of the configuration.
[[nodiscard]] QString historyFileOf(const Options &options);

/// Why it cannot be read: a sentence that begins with the file.
[[nodiscard]] QString sentenceOf(const storage::OpenFault &fault, const QString &file);

/// What is the matter with it, behind its name: "was written by a later Fusebox (...)".
[[nodiscard]] QString foreignWords(const storage::ForeignFile &file);

} // namespace fusebox::app

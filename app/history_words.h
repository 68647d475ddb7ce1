// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "core/storage/history/database/history_database.h"
#include "core/storage/history/history_state.h"

namespace fusebox::app {

/// What is the matter with a history, as it is said behind its name.
[[nodiscard]] QString historyWords(const storage::SqlFault &fault);
[[nodiscard]] QString historyWords(const storage::ForeignFile &file);
[[nodiscard]] QString historyWords(const storage::HeldBy &holder);

/// A sentence that begins with the file; `fault` is a variant of these.
template <typename Fault>
[[nodiscard]] QString historySentence(const Fault &fault, const QString &file)
{
    const auto words = [](const auto &what) { return historyWords(what); };
    return file + QStringLiteral(": ") + std::visit(words, fault);
}

/// What a person should know of how it is kept, a sentence each, the most important last: a damaged history
/// that was put aside, a file system that allows less than is good, what was dropped for want of room, and
/// that it cannot be written.
[[nodiscard]] QStringList remarksOn(const storage::HistoryState &state);

} // namespace fusebox::app

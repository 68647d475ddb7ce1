// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <QStringList>

#include "core/storage/history/database/history_lock.h"

namespace fusebox::storage {

/// The files that a history consists of, as far as they are there: the database and what lies beside it while
/// it is used, and damaged ones that were put aside.
[[nodiscard]] QStringList historyFiles(const QString &path);

/// What could not be deleted, and the system's words.
struct NotDeleted
{
    QString file = {};
    QString words = {};
};
using ForgetFault = std::variant<HeldBy, NotDeleted>;

/// Deletes them, unless somebody writes the history. Whoever reads it meanwhile reads on. Thread: any.
[[nodiscard]] tl::expected<void, ForgetFault> forgetHistory(const QString &path);

} // namespace fusebox::storage

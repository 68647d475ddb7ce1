// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/forget.h"

#include <variant>

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace fusebox::storage {

using namespace Qt::StringLiterals;

/// What lies beside goes first: a journal that is left behind would be taken for the next database's.
QStringList historyFiles(const QString &path)
{
    QStringList files;
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, u"-journal"_s})
        if (QFileInfo::exists(path + suffix))
            files << path + suffix;
    if (QFileInfo::exists(path))
        files << path;
    const QFileInfo database(path);
    const QString damaged = database.fileName() + u".damaged-"_s;
    const QDir folder = database.absoluteDir();
    for (const QString &name : folder.entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name))
        if (name.startsWith(damaged))
            files << folder.filePath(name);
    return files;
}

tl::expected<void, ForgetFault> forgetHistory(const QString &path)
{
    const auto lock = HistoryLock::take(path);
    if (!lock) {
        if (const auto *held = std::get_if<HeldBy>(&lock.error()))
            return tl::unexpected(ForgetFault(*held));
        return tl::unexpected(ForgetFault(NotDeleted{path, std::get<QString>(lock.error())}));
    }
    for (const QString &name : historyFiles(path))
        if (QFile file(name); !file.remove() && file.exists())
            return tl::unexpected(ForgetFault(NotDeleted{name, file.errorString()}));
    return {};
}

} // namespace fusebox::storage

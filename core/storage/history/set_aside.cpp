// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/set_aside.h"

#include <QDateTime>
#include <QFile>

namespace fusebox::storage {

using namespace Qt::StringLiterals;

/// Its journal goes first: one that is left behind would be taken for the new database's.
QString setAside(const QString &path, health::WallTime now)
{
    const auto at = QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count(), Qt::UTC);
    const QString target = path + u".damaged-"_s + at.toString(u"yyyyMMdd'T'hhmmss'Z'"_s);
    for (const QString &suffix : {u"-wal"_s, u"-journal"_s})
        QFile::rename(path + suffix, target + suffix);
    QFile::remove(path + u"-shm"_s);
    return QFile::rename(path, target) ? target : QString();
}

} // namespace fusebox::storage

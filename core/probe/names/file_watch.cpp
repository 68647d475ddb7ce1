// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/file_watch.h"

#include <sys/stat.h>
#include <utility>

#include <QFile>

namespace fusebox::probe {

FileWatch::FileWatch(const QString &path)
    : m_path(QFile::encodeName(path))
{
}

bool FileWatch::hasChanged()
{
    struct stat status = {};
    Stamp stamp;
    if (::stat(m_path.constData(), &status) == 0)
        stamp = {status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
    return std::exchange(m_stamp, stamp) != stamp;
}

} // namespace fusebox::probe

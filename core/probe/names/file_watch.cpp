// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/file_watch.h"

#include <sys/stat.h>
#include <utility>

#include <QFile>

namespace fusebox::probe {

FileWatch::FileWatch(const resilience::Clock &clock, const QString &path)
    : m_clock(clock)
    , m_path(QFile::encodeName(path))
{
}

bool FileWatch::hasChanged()
{
    constexpr std::chrono::seconds betweenLooks(1);
    const resilience::TimePoint now = m_clock.now();
    if (now < m_nextLook)
        return false;
    m_nextLook = now + betweenLooks;
    struct stat status = {};
    Stamp stamp;
    if (::stat(m_path.constData(), &status) == 0)
        stamp = {status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
    return std::exchange(m_stamp, stamp) != stamp;
}

} // namespace fusebox::probe

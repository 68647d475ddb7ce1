// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/hosts_file.h"

#include <QFile>

#include "core/probe/contract/machine_lack.h"

namespace fusebox::probe {

namespace {

constexpr qint64 mostBytesRead = 8 * 1024 * 1024; ///< of a file; lists against advertising have some 3 MB

} // namespace

HostsFile::HostsFile(const resilience::Clock &clock, const QString &path)
    : m_path(path)
    , m_watch(clock, path)
{
}

QList<QHostAddress> HostsFile::find(const QString &name)
{
    if (m_watch.hasChanged())
        read();
    return m_names.value(name.toLower());
}

void HostsFile::read()
{
    QFile file(m_path);
    const bool isOpen = file.open(QIODevice::ReadOnly);
    if (!isOpen && lackOfDescriptors() != 0)
        return m_watch.forget(); // what was read before is better than nothing
    m_names.clear();
    if (!isOpen)
        return;
    for (const QByteArray &line : file.read(mostBytesRead).split('\n')) {
        const QByteArrayList words = line.split('#').first().simplified().split(' ');
        const QHostAddress address(QString::fromLatin1(words.first()));
        if (address.isNull())
            continue;
        for (qsizetype i = 1; i < words.size(); ++i)
            m_names[QString::fromLatin1(words[i]).toLower()].push_back(address);
    }
}

} // namespace fusebox::probe

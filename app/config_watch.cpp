// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config_watch.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include "core/storage/config_set.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int mostLinks = 40; // as the kernel follows
constexpr qsizetype mostPaths = 2'000;

/// Itself, or the nearest above it that exists: it tells when the next one down is made.
QString existingFolder(QString folder)
{
    while (!QFileInfo(folder).isDir() && folder != QFileInfo(folder).absolutePath())
        folder = QFileInfo(folder).absolutePath();
    return folder;
}

/// A file and where it leads to, each with its folder.
void addWithLinks(QSet<QString> &paths, const QString &path)
{
    QString file = QFileInfo(path).absoluteFilePath();
    for (int links = 0; links <= mostLinks; ++links) {
        const QFileInfo info(file);
        paths.insert(existingFolder(info.absolutePath()));
        if (const QString folder = QFileInfo(info.absolutePath()).canonicalFilePath(); !folder.isEmpty())
            paths.insert(folder);
        if (info.exists())
            paths.insert(file);
        if (!info.isSymLink())
            return;
        file = info.symLinkTarget(); // absolute
    }
}

QSet<QString> pathsOf(const QString &path)
{
    QSet<QString> paths;
    addWithLinks(paths, path);
    const QString folder = storage::fragmentFolderOf(path);
    if (!QFileInfo(folder).isDir())
        return paths;
    paths.insert(folder);
    const QDir fragments(folder);
    const QStringList names = fragments.entryList({u"*.json"_s}, QDir::Files, QDir::Name);
    for (const QString &name : names.mid(0, mostPaths / 2))
        addWithLinks(paths, fragments.filePath(name));
    return paths;
}

} // namespace

ConfigWatch::ConfigWatch(const QString &path, QObject *parent)
    : QObject(parent)
    , m_path(QFileInfo(path).absoluteFilePath())
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(200ms); // who writes a file in parts is let finish
    connect(&m_settle, &QTimer::timeout, this, [this] {
        m_since.invalidate();
        follow();
        Q_EMIT settled();
    });
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &ConfigWatch::notice);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &ConfigWatch::notice);
    follow();
}

void ConfigWatch::notice()
{
    if (!m_since.isValid())
        m_since.start();
    if (!m_settle.isActive() || std::chrono::milliseconds(m_since.elapsed()) < 2s)
        m_settle.start();
}

/// One that was replaced or removed is not watched any more.
void ConfigWatch::follow()
{
    const QSet<QString> wanted = pathsOf(m_path);
    const QStringList now = m_watcher.files() + m_watcher.directories();
    const QSet<QString> watched(now.begin(), now.end());
    if (const QSet<QString> gone = watched - wanted; !gone.isEmpty())
        m_watcher.removePaths({gone.begin(), gone.end()});
    if (const QSet<QString> fresh = wanted - watched; !fresh.isEmpty())
        m_watcher.addPaths({fresh.begin(), fresh.end()});
}

} // namespace fusebox::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace fusebox::app {

/// Looks after the files of a configuration: itself, where links lead to, the folders they are in, and the
/// files of its own folder (fusebox.d). Whether one is written, replaced, removed or made anew, it is heard
/// of. Thread: its own.
class ConfigWatch final : public QObject
{
    Q_OBJECT

public:
    explicit ConfigWatch(const QString &path, QObject *parent = nullptr);

Q_SIGNALS:
    /// Something happened to them, or near them, and nothing more for 200 ms (or for 2 s it did not stop).
    void settled();

private:
    void notice();
    void follow();

    QString m_path;
    QFileSystemWatcher m_watcher;
    QTimer m_settle;
    QElapsedTimer m_since; ///< the first that is not told of yet; valid while there is one
};

} // namespace fusebox::app

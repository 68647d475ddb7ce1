// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QHostAddress>
#include <QList>
#include <QString>

#include "core/probe/names/file_watch.h"

namespace fusebox::probe {

/// The names of hosts(5), read again when the file has changed (see FileWatch). Thread: any, one at a time.
class HostsFile
{
public:
    HostsFile(const resilience::Clock &clock, const QString &path);

    /// In the file's order; empty if the name is not there. Case does not matter.
    [[nodiscard]] QList<QHostAddress> find(const QString &name);

private:
    void read();

    QString m_path;
    FileWatch m_watch;
    QHash<QString, QList<QHostAddress>> m_names; ///< in lower case
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include "tests/support/servers.h"

namespace fusebox::testing {

/// A server that is not ours, on a port of 127.0.0.1 that was free a moment ago (another's now only by a rare
/// chance), with a folder of its own. It ends with this object, and with the test however that ends.
class ServerProcess
{
public:
    /// Of one that is installed.
    explicit ServerProcess(Server server);
    ~ServerProcess();
    Q_DISABLE_COPY_MOVE(ServerProcess)

    [[nodiscard]] quint16 port() const { return m_port; }
    /// A file of its folder, written; its name with the path.
    [[nodiscard]] QString write(const QString &name, const QByteArray &bytes) const;
    [[nodiscard]] QString folder() const { return m_folder.path(); }

    /// Runs it until it takes connections at its port; false: it does not.
    [[nodiscard]] bool start(const QStringList &arguments);
    /// Ends it; what it said stays, and it may be started again.
    void stop();
    /// All that it has said so far, on either channel.
    [[nodiscard]] QByteArray output();

private:
    [[nodiscard]] bool takesConnections();

    quint16 m_port;
    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_output;
};

} // namespace fusebox::testing

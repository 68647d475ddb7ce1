// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>
#include <QStringList>

class QLocalServer;
class QLocalSocket;

namespace fusebox::app {

/// Who runs with a configuration, as it says itself.
struct InstanceFacts
{
    qint64 pid = 0;
    bool hasWindow = false;
    QString display = {};  ///< with a window: ":0", "wayland-0", or the platform that needs none
    QString terminal = {}; ///< headless: "/dev/pts/1"; empty: it has none

    bool operator==(const InstanceFacts &) const = default;
};

/// Of this process.
[[nodiscard]] InstanceFacts ownFacts(bool hasWindow);

/// "process 1234 has it in a window on :0"; none: who does not answer.
[[nodiscard]] QString whereIs(const std::optional<InstanceFacts> &facts);

/// One for each configuration and user: who is first holds a lock in $XDG_RUNTIME_DIR/fusebox and listens
/// there; later ones ask it. Where there is no such folder that is ours alone, everybody is first. Thread:
/// main; needs a QCoreApplication.
class Instance final : public QObject
{
    Q_OBJECT

public:
    Instance(const QString &configFile, InstanceFacts own, QObject *parent = nullptr);
    ~Instance() override;

    [[nodiscard]] bool isFirst() const { return m_isFirst; }
    /// Asks the first to show its window if that is on the same display as ours, and hands it our arguments.
    /// Says who it is; none: it did not answer within two seconds. Blocks so long.
    [[nodiscard]] std::optional<InstanceFacts> askFirst(const QStringList &arguments) const;

Q_SIGNALS:
    /// Somebody started Fusebox once more on our display, with those arguments. `token`: what the desktop
    /// lets a window come forward for (xdg-activation); empty: it was given none.
    void raiseRequested(const QStringList &arguments, const QString &token);

private:
    void listen();
    void receive();
    void answer(QLocalSocket &socket);

    InstanceFacts m_own;
    QString m_name; ///< of lock and socket, without their ends; empty: there is no place for them
    int m_lock = -1;
    bool m_isFirst = false;
    QLocalServer *m_server;
};

} // namespace fusebox::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/keyring_session.h"

#include <QDir>
#include <QFile>

namespace fusebox::testing {

using namespace Qt::StringLiterals;

namespace {

/// Without the services of the system, which would be started.
constexpr const char *bareBus =
    R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>)";

/// Waits for the name rather than for some time.
constexpr const char *withKeyring = R"(
owned() { dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
    string:org.freedesktop.secrets | grep -q true; }
printf 'pass word\n' | gnome-keyring-daemon --unlock --foreground --components=secrets >/dev/null &
keyring=$!
trap 'kill $keyring; wait $keyring' EXIT
until owned; do sleep 0.05; done
)";

QStringList commandFor(KeyringSession::Has what, const QString &home)
{
    using enum KeyringSession::Has;
    switch (what) {
    case NoBus: return {u"bash"_s};
    case NoKeyring:
        return {u"dbus-run-session"_s, u"--config-file=%1/bus.conf"_s.arg(home), u"--"_s, u"bash"_s};
    case NewKeyring:
    case OpenKeyring: return {u"dbus-run-session"_s, u"--"_s, u"bash"_s};
    }
    return {};
}

} // namespace

KeyringSession::KeyringSession()
{
    QDir(m_home.path()).mkpath(u"run"_s);
    QFile::setPermissions(m_home.filePath(u"run"_s),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner); // or it is not used
    QFile file(m_home.filePath(u"bus.conf"_s));
    if (file.open(QIODevice::WriteOnly))
        file.write(bareBus);
}

QString KeyringSession::run(Has what, const QString &script, const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const auto &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"DBUS_SESSION_BUS_ADDRESS"_s,
                             u"QT_QPA_PLATFORM"_s, u"GNOME_KEYRING_CONTROL"_s})
        environment.remove(name);
    environment.insert(u"HOME"_s, m_home.path());
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_home.filePath(u"run"_s));
    environment.insert(u"XDG_DATA_HOME"_s, m_home.filePath(u"data"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, m_home.path());
    environment.insert(u"XDG_STATE_HOME"_s, m_home.path());
    environment.insert(u"XDG_CURRENT_DESKTOP"_s, u"GNOME"_s);
    process.setProcessEnvironment(environment);
    QStringList command = commandFor(what, m_home.path());
    const QString setUp = what == Has::OpenKeyring ? QString::fromLatin1(withKeyring) : QString();
    command << u"-c"_s << setUp + script << u"session"_s << arguments;
    process.start(command.takeFirst(), command);
    const bool hasEnded = process.waitForFinished(60'000);
    m_errors = QString::fromUtf8(process.readAllStandardError());
    if (!hasEnded) {
        process.kill();
        process.waitForFinished();
        return u"not in time"_s;
    }
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

int KeyringSession::left() const
{
    const QByteArray mark = "HOME=" + m_home.path().toUtf8() + '\0';
    int count = 0;
    for (const QString &process : QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs)) {
        QFile environment(u"/proc/%1/environ"_s.arg(process));
        count += environment.open(QIODevice::ReadOnly) && environment.readAll().contains(mark) ? 1 : 0;
    }
    return count;
}

} // namespace fusebox::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace fusebox::testing {

/// A login session of its own, with a home of its own: a bus that ends with what runs in it, and on it, as
/// the test likes, GNOME's keyring.
class KeyringSession
{
public:
    enum class Has {
        NoBus,
        NoKeyring,   ///< a bus, on which nobody keeps secrets
        NewKeyring,  ///< one that would be started, and was never unlocked
        OpenKeyring, ///< unlocked as at a login
    };

    KeyringSession();

    /// Runs a script of bash in it, in which "$1" and so on are `arguments`; what it printed.
    [[nodiscard]] QString run(Has what, const QString &script, const QStringList &arguments = {});
    [[nodiscard]] QString errors() const { return m_errors; }
    [[nodiscard]] QString home() const { return m_home.path(); }
    /// Processes of the session that are left once it has ended, by their home.
    [[nodiscard]] int left() const;

private:
    QTemporaryDir m_home;
    QString m_errors = {};
};

} // namespace fusebox::testing

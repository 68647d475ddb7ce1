// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace fusebox::app {

/// Writes what QSettings reads as QSettings::IniFormat, into memory: QSettings itself waits for locks that
/// others hold, opens whatever stands at the path, and says nothing where the disk is full.
class IniText
{
public:
    /// What follows is of this group.
    void beginGroup(QLatin1StringView name);
    void text(const QByteArray &key, const QString &value);
    void texts(const QByteArray &key, const QStringList &values);
    void bytes(const QByteArray &key, const QByteArray &value);
    void integer(const QByteArray &key, int value);
    void flag(const QByteArray &key, bool value);

    [[nodiscard]] const QByteArray &content() const { return m_content; }

private:
    void line(const QByteArray &key, const QByteArray &value);

    QByteArray m_content = {};
};

} // namespace fusebox::app

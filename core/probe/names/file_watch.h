// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ctime>
#include <optional>

#include <QByteArray>
#include <QString>

namespace fusebox::probe {

/// Whether a file has changed, by what the system says of it (a microsecond a look, nothing is opened).
class FileWatch
{
public:
    explicit FileWatch(const QString &path);

    /// Since the last call; true at the first.
    [[nodiscard]] bool hasChanged();

private:
    /// Of a file that is not there: all zero.
    struct Stamp
    {
        quint64 inode = 0;
        qint64 size = 0;
        qint64 seconds = 0;
        qint64 nanoseconds = 0;

        bool operator==(const Stamp &) const = default;
    };

    QByteArray m_path;
    std::optional<Stamp> m_stamp;
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ctime>
#include <optional>

#include <QByteArray>
#include <QString>

#include "core/resilience/time.h"

namespace fusebox::probe {

/// Whether a file has changed, by what the system says of it. Looks once a second at most, so that a slow
/// file system does not slow down everything that asks. The clock outlives it.
class FileWatch
{
public:
    FileWatch(const resilience::Clock &clock, const QString &path);

    /// Since the last look; true at the first.
    [[nodiscard]] bool hasChanged();
    /// What has changed could not be read: the next look finds it changed again.
    void forget() { m_stamp.reset(); }

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

    const resilience::Clock &m_clock;
    QByteArray m_path;
    resilience::TimePoint m_nextLook = resilience::TimePoint::min();
    std::optional<Stamp> m_stamp;
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <sys/types.h>

#include <QByteArrayView>

namespace fusebox::app {

/// Writes to a descriptor that somebody may hold: a terminal after Ctrl-S, a pipe that nobody reads. Never
/// waits in write(), whoever else writes there too. The descriptor stays as it is (blocking, if it is shared
/// with a shell) and open.
class HeldStream
{
public:
    explicit HeldStream(int descriptor);
    ~HeldStream();
    HeldStream(const HeldStream &) = delete;
    HeldStream &operator=(const HeldStream &) = delete;

    /// What to wait on until there is room.
    [[nodiscard]] int descriptor() const { return m_own >= 0 ? m_own : m_given; }
    /// Waits for so long at most until there is room.
    [[nodiscard]] bool hasRoom(std::chrono::milliseconds patience) const;
    /// How many bytes were taken, 0 where there is no room; -1: errno says why.
    [[nodiscard]] ssize_t write(QByteArrayView bytes) const;
    /// All of it, unless there is no room for so long.
    bool writeAll(QByteArrayView bytes, std::chrono::milliseconds patience) const;

private:
    enum class Kind : unsigned char {
        Waits,    ///< takes what it takes, as files do
        Own,      ///< opened anew, so that it does not wait
        Socket,   ///< can be told with each write not to wait
        Terminal, ///< could not be opened anew
        Pipe      ///< likewise
    };

    [[nodiscard]] std::size_t most() const;

    const int m_given;
    int m_own = -1;
    Kind m_kind = Kind::Waits;
};

} // namespace fusebox::app

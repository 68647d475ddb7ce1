// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>

#include "app/held_stream.h"

namespace fusebox::app {

/// Writes lines to a descriptor, each at once if the reader keeps up. A reader that is slow, or holds the
/// output, never blocks the event loop: what it does not take waits here, at most 16 MiB; lines beyond that
/// are dropped and counted. The descriptor stays as it is and open. SIGPIPE has to be ignored.
class LineOutput final : public QObject
{
    Q_OBJECT

public:
    explicit LineOutput(int descriptor, QObject *parent = nullptr);

    void write(const QByteArray &line);
    /// Waits until all is written, or for `patience` without progress.
    void drain(std::chrono::milliseconds patience);
    /// Lines of which not all was written: dropped, or waiting still.
    [[nodiscard]] std::size_t unwritten() const { return m_dropped + m_lines.size(); }

Q_SIGNALS:
    /// The reader is gone, or has had enough: nothing more will be written. Once.
    void closed();
    /// The medium refuses (no space left): nothing more will be written. Once.
    void failed(int errorNumber);
    /// Lines are being dropped. Once for each time that the reader falls behind.
    void fellBehind();

private:
    enum class Written : std::uint8_t { Some, NoRoom, Ended };

    void writeWhatFits();
    [[nodiscard]] Written writeSome();
    void end(int errorNumber);

    const HeldStream m_stream;
    QSocketNotifier m_notifier;
    std::deque<QByteArray> m_lines = {};
    qsizetype m_written = 0; ///< bytes of the first line
    qsizetype m_waiting = 0; ///< bytes of all lines
    std::size_t m_dropped = 0;
    bool m_behind = false;
    bool m_ended = false;
};

} // namespace fusebox::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <deque>

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>

namespace fusebox::app {

/// Writes lines to a descriptor, each at once if the reader keeps up. A slow reader never blocks the event
/// loop: what it does not take waits here, at most 16 MiB; lines beyond that are dropped and counted. The
/// descriptor stays blocking (it may be shared with a shell) and open. SIGPIPE has to be ignored.
class LineOutput final : public QObject
{
    Q_OBJECT

public:
    explicit LineOutput(int descriptor, QObject *parent = nullptr);

    void write(const QByteArray &line);
    /// Waits until all is written, or for `patience` without progress.
    void drain(std::chrono::milliseconds patience);

Q_SIGNALS:
    /// The reader is gone, or has had enough: nothing more will be written. Once.
    void closed();
    /// The medium refuses (no space left): nothing more will be written. Once.
    void failed(int errorNumber);
    /// Lines are being dropped. Once for each time that the reader falls behind.
    void fellBehind();

private:
    [[nodiscard]] bool isWritable(std::chrono::milliseconds wait) const;
    void writeWhatFits();
    [[nodiscard]] bool writeSome();
    void end(int errorNumber);

    const int m_descriptor;
    QSocketNotifier m_notifier;
    std::deque<QByteArray> m_lines = {};
    qsizetype m_written = 0; ///< bytes of the first line
    qsizetype m_waiting = 0; ///< bytes of all lines
    bool m_behind = false;
    bool m_ended = false;
};

} // namespace fusebox::app

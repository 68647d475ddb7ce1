// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/line_output.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <poll.h>
#include <unistd.h>

namespace fusebox::app {

using namespace std::chrono_literals;

namespace {

constexpr qsizetype MaxWaiting = 16 * 1024 * 1024;

} // namespace

LineOutput::LineOutput(int descriptor, QObject *parent)
    : QObject(parent)
    , m_descriptor(descriptor)
    , m_notifier(descriptor, QSocketNotifier::Write)
{
    m_notifier.setEnabled(false);
    connect(&m_notifier, &QSocketNotifier::activated, this, &LineOutput::writeWhatFits);
}

void LineOutput::write(const QByteArray &line)
{
    if (m_ended)
        return;
    if (m_waiting + line.size() > MaxWaiting) {
        if (!std::exchange(m_behind, true))
            Q_EMIT fellBehind();
        return;
    }
    m_lines.push_back(line);
    m_waiting += line.size();
    writeWhatFits();
}

void LineOutput::drain(std::chrono::milliseconds patience)
{
    while (!m_lines.empty() && isWritable(patience)) {
        if (!writeSome())
            return;
    }
}

/// A pipe is writable when PIPE_BUF bytes fit: so much can be written without blocking.
bool LineOutput::isWritable(std::chrono::milliseconds wait) const
{
    pollfd ready{m_descriptor, POLLOUT, 0};
    return ::poll(&ready, 1, static_cast<int>(wait.count())) > 0;
}

void LineOutput::writeWhatFits()
{
    while (!m_lines.empty() && isWritable(0ms)) {
        if (!writeSome())
            return;
    }
    m_notifier.setEnabled(!m_lines.empty());
}

bool LineOutput::writeSome()
{
    const QByteArray &line = m_lines.front();
    const auto size = static_cast<std::size_t>(std::min<qsizetype>(line.size() - m_written, PIPE_BUF));
    const ssize_t count = ::write(m_descriptor, line.constData() + m_written, size);
    if (count < 0 && errno != EINTR && errno != EAGAIN) {
        end(errno);
        return false;
    }
    m_written += std::max<ssize_t>(count, 0);
    if (m_written == line.size()) {
        m_waiting -= line.size();
        m_written = 0;
        m_lines.pop_front();
        m_behind = m_behind && !m_lines.empty();
    }
    return true;
}

void LineOutput::end(int errorNumber)
{
    m_ended = true;
    m_lines.clear();
    m_notifier.setEnabled(false);
    if (errorNumber == EPIPE)
        Q_EMIT closed();
    else
        Q_EMIT failed(errorNumber);
}

} // namespace fusebox::app

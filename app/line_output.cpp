// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/line_output.h"

#include <cerrno>
#include <utility>

namespace fusebox::app {

using namespace std::chrono_literals;

namespace {

constexpr qsizetype MaxWaiting = 16 * 1024 * 1024;

} // namespace

LineOutput::LineOutput(int descriptor, QObject *parent)
    : QObject(parent)
    , m_stream(descriptor)
    , m_notifier(m_stream.descriptor(), QSocketNotifier::Write)
{
    m_notifier.setEnabled(false);
    connect(&m_notifier, &QSocketNotifier::activated, this, &LineOutput::writeWhatFits);
}

void LineOutput::write(const QByteArray &line)
{
    if (m_ended)
        return;
    if (m_waiting + line.size() > MaxWaiting) {
        ++m_dropped;
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
    while (!m_lines.empty()) {
        const Written written = writeSome();
        if (written == Written::Ended || (written == Written::NoRoom && !m_stream.hasRoom(patience)))
            return;
    }
}

void LineOutput::writeWhatFits()
{
    Written written = Written::Some;
    while (!m_lines.empty() && written == Written::Some)
        written = writeSome();
    if (written != Written::Ended)
        m_notifier.setEnabled(!m_lines.empty());
}

LineOutput::Written LineOutput::writeSome()
{
    const QByteArray &line = m_lines.front();
    const ssize_t count = m_stream.write(QByteArrayView(line).sliced(m_written));
    if (count < 0) {
        end(errno);
        return Written::Ended;
    }
    if (count == 0)
        return Written::NoRoom;
    m_written += count;
    if (m_written == line.size()) {
        m_waiting -= line.size();
        m_written = 0;
        m_lines.pop_front();
        m_behind = m_behind && !m_lines.empty();
    }
    return Written::Some;
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

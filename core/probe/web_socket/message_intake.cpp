// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/message_intake.h"

#include <utility>

#include "core/probe/web_socket/link_timer.h"

namespace fusebox::probe {

namespace {

constexpr std::chrono::milliseconds tellEvery(100);

} // namespace

MessageIntake::MessageIntake(const resilience::Clock &clock)
    : m_clock(clock)
{
    connect(&m_deadline, &QTimer::timeout, this, &MessageIntake::overdue);
    connect(&m_pause, &QTimer::timeout, this, &MessageIntake::tell);
}

tl::expected<void, HttpFailure> MessageIntake::prepare(const WebSocketOptions &options)
{
    m_format = options.messages;
    m_within = options.expect.within;
    if (!options.expect.isGiven())
        return {};
    return MessageJudge::create(options.expect).map([this](MessageJudge judge) {
        m_judge = std::move(judge);
    });
}

void MessageIntake::begin()
{
    if (m_judge)
        runFor(m_deadline, m_within);
}

void MessageIntake::take(const QByteArray &message)
{
    ++m_untold.count;
    m_untold.bytes += message.size();
    if (m_format == MessageFormat::Json && !isJson(message))
        ++m_untold.bad;
    if (m_judge && m_judge->isMet(message, m_clock)) {
        m_judge.reset();
        m_deadline.stop();
        m_untold.isExpected = true;
    }
    if (!m_pause.isActive())
        tell();
}

void MessageIntake::tell()
{
    if (m_untold.count == 0)
        return;
    runFor(m_pause, tellEvery);
    Q_EMIT messages(std::exchange(m_untold, {}));
}

LinkMessages MessageIntake::end()
{
    m_deadline.stop();
    m_pause.stop();
    return std::exchange(m_untold, {});
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/message_intake.h"

#include <utility>

namespace fusebox::probe {

using resilience::TimePoint;

namespace {

constexpr std::chrono::milliseconds tellEvery(100);

} // namespace

MessageIntake::MessageIntake(const resilience::Clock &clock)
    : m_clock(clock)
{
}

tl::expected<void, HttpFailure> MessageIntake::prepare(const WebSocketOptions &options)
{
    m_format = options.messages;
    m_within = options.expect.within;
    if (!options.expect.isGiven())
        return {};
    return MessageJudge::create(options.expect).map([this](MessageJudge judge) {
        m_judge = std::make_unique<MessageJudge>(std::move(judge));
    });
}

void MessageIntake::begin(TimePoint now)
{
    if (m_judge)
        m_expectedBy = resilience::saturatingAdd(now, m_within);
}

std::optional<LinkMessages> MessageIntake::take(const QByteArray &message, TimePoint now)
{
    ++m_untold.count;
    m_untold.bytes += message.size();
    if (m_format == MessageFormat::Json && !isJson(message))
        ++m_untold.bad;
    judge(message);
    return due(now);
}

std::optional<LinkMessages> MessageIntake::takeAnswered(const QByteArray &message, TimePoint now)
{
    judge(message);
    return due(now);
}

void MessageIntake::judge(const QByteArray &message)
{
    if (!m_judge || !m_judge->isMet(message, m_clock))
        return;
    m_judge.reset();
    m_untold.isExpected = true;
}

TimePoint MessageIntake::deadline() const
{
    const TimePoint expected = m_judge ? m_expectedBy : TimePoint::max();
    return hasUntold() ? std::min(m_tellAgainAt, expected) : expected;
}

std::optional<LinkMessages> MessageIntake::due(TimePoint now)
{
    if (!hasUntold() || now < m_tellAgainAt)
        return {};
    m_tellAgainAt = now + tellEvery;
    return end();
}

LinkMessages MessageIntake::end()
{
    return std::exchange(m_untold, {});
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/message_judge.h"

#include "core/probe/match/byte_search.h"

namespace fusebox::probe {

namespace {

/// All links of the thread wait while a regular expression is tried.
constexpr std::chrono::milliseconds messageBudget(5);

} // namespace

tl::expected<MessageJudge, HttpFailure> MessageJudge::create(const MessageExpectation &expected)
{
    MessageJudge judge;
    judge.m_contains = expected.contains;
    if (!expected.matches.isEmpty()) {
        auto pattern = BodyPattern::create(expected.matches);
        if (!pattern)
            return tl::unexpected(httpFailure(resilience::ErrorClass::Assertion,
                                              {HttpFault::Kind::BadPattern, 0}, pattern.error().reason));
        judge.m_pattern = std::move(*pattern);
    }
    return JsonConditions::create(expected.json).map([&judge](JsonConditions json) {
        judge.m_json = std::move(json);
        return std::move(judge);
    });
}

/// No pattern matches across what is no character.
bool MessageJudge::hasPattern(const QByteArray &message, const resilience::Clock &clock) const
{
    const QByteArray text = message.isValidUtf8() ? message : QString::fromUtf8(message).toUtf8();
    return m_pattern->findIn(text, clock, messageBudget) == BodyPattern::Found::Yes;
}

bool MessageJudge::isMet(const QByteArray &message, const resilience::Clock &clock) const
{
    if (!holdsBytes(message, m_contains))
        return false;
    if (m_pattern && !hasPattern(message, clock))
        return false;
    return !m_json.verdict(message);
}

bool isJson(const QByteArray &message)
{
    return findInJson(message, {}).has_value();
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/keepalive_answers.h"

namespace fusebox::probe {

namespace {

/// All links of the thread wait while regular expressions are tried.
constexpr std::chrono::milliseconds answerBudget(10);

} // namespace

tl::expected<KeepaliveAnswers, HttpFailure>
KeepaliveAnswers::create(const std::vector<KeepaliveAnswer> &answers)
{
    KeepaliveAnswers made;
    for (const KeepaliveAnswer &answer : answers) {
        if (answer.kind == KeepaliveAnswer::Kind::Equals) {
            made.m_answers.push_back({answer.sought, std::nullopt, answer.send});
            continue;
        }
        auto pattern = BodyPattern::create(QString::fromUtf8(answer.sought));
        if (!pattern)
            return tl::unexpected(httpFailure(resilience::ErrorClass::Assertion,
                                              {HttpFault::Kind::BadPattern, 0}, pattern.error().reason));
        made.m_answers.push_back({{}, *std::move(pattern), answer.send});
    }
    return made;
}

const QString *KeepaliveAnswers::answerTo(const QByteArray &message, const resilience::Clock &clock) const
{
    if (m_answers.empty())
        return nullptr;
    const resilience::TimePoint end = clock.now() + answerBudget;
    for (const Answer &answer : m_answers) {
        const bool fits = answer.pattern ? answer.pattern->findIn(message, clock, end - clock.now()) ==
                                               BodyPattern::Found::Yes
                                         : message == answer.whole;
        if (fits)
            return &answer.send;
    }
    return nullptr;
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demo_answers.h"

#include <QRandomGenerator>

namespace fusebox::demo {

namespace {

using namespace std::chrono_literals;

constexpr double slowShare = 0.2;

/// A trace of equal latencies would look like none.
Script promptAnswer(QRandomGenerator &random)
{
    return answer(200, "ok\n", std::chrono::milliseconds(random.bounded(2, 15)));
}

Script failure(QRandomGenerator &random)
{
    if (random.bounded(2) == 0)
        return answer(500, "out of order\n", 5ms);
    return {step::ReadRequest{}, step::Reset{}};
}

} // namespace

FaultServer::ScriptFor promptAnswers()
{
    return [random = QRandomGenerator(1)](const FaultServer::Connection &) mutable {
        return promptAnswer(random);
    };
}

FaultServer::ScriptFor answersSlowNowAndThen(resilience::Nanoseconds slow)
{
    return [slow, random = QRandomGenerator(2)](const FaultServer::Connection &) mutable {
        return random.generateDouble() < slowShare ? answer(200, "ok\n", slow) : promptAnswer(random);
    };
}

FaultServer::ScriptFor answersFailing(double share)
{
    return [share, random = QRandomGenerator(3)](const FaultServer::Connection &) mutable {
        return random.generateDouble() < share ? failure(random) : promptAnswer(random);
    };
}

} // namespace fusebox::demo

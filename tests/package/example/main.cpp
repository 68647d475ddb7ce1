// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include <QCoreApplication>

#include "core/resilience/async/event_loop.h"
#include "core/resilience/async/run.h"

using namespace fusebox::resilience;
using namespace std::chrono_literals;

/// The call to be made safe: anything that answers with a value, with a Result, or with a QFuture of these.
Result<int> askForPrice()
{
    static int calls = 0;
    if (++calls == 2 || calls == 3)
        return 42;
    return tl::unexpected(Failure{.errorClass = ErrorClass::Refused});
}

void print(const CallResult<int> &price)
{
    const char *why = "";
    if (price.usedFallback())
        why = price.report.originalError->rejectedBy == RejectedBy::Circuit
                  ? " (a guess: the circuit is open)"
                  : " (a guess: refused)";
    std::printf("%d, attempts: %d%s\n", *price.result, price.report.attempts, why);
}

/// Asks so many times, one after the other.
void ask(const std::function<QFuture<CallResult<int>>()> &price, int times)
{
    if (times == 0)
        return QCoreApplication::quit();
    price().then(qApp, [=](const CallResult<int> &result) {
        print(result);
        ask(price, times - 1);
    });
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    EventLoop loop(1); // the seed of the jitter
    const Environment environment = loop.environment();
    const auto circuit =
        std::make_shared<Circuit>("prices", CircuitSettings{.failureThreshold = 1}, loop.clock());
    const auto pipeline = Pipeline::make({FallbackLayer{}, TotalTimeoutLayer{10s}, CircuitLayer{circuit},
                                          RetryLayer{{.maxAttempts = 2, .backoff = {.initialDelay = 10ms}}},
                                          AttemptTimeoutLayer{2s}},
                                         environment.random);
    ask([&] { return run(*pipeline, environment, askForPrice, {.staticValue = 40}); }, 4);
    return QCoreApplication::exec();
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include "core/resilience/circuit_breaker.h"
#include "core/resilience/duration.h"

using namespace fusebox::resilience;
using namespace std::chrono_literals;

/// Makes the call if the circuit permits it, and tells the circuit how it ended.
template <typename Call>
auto guarded(CircuitBreaker &circuit, TimePoint now, Call call) -> decltype(call())
{
    const auto permit = circuit.acquire(now);
    if (!permit)
        return tl::unexpected(Failure{.errorClass = ErrorClass::Rejected,
                                      .rejectedBy = RejectedBy::Circuit,
                                      .retryAfter = permit.error().retryIn});
    auto result = call();
    if (result)
        circuit.record(*permit, Outcome::Success, {}, now);
    else
        circuit.record(*permit, Outcome::Failure, result.error().errorClass, now);
    return result;
}

int main()
{
    TimePoint now{}; // yours to give: the steady clock's in a program, any you like in a test
    CircuitBreaker circuit({.failureThreshold = 3, .recoveryTimeout = 30s, .successThreshold = 1}, now);
    const auto price = [&now]() -> tl::expected<int, Failure> {
        if (now < TimePoint(20s))
            return tl::unexpected(Failure{.errorClass = ErrorClass::Refused});
        return 42;
    };
    for (; now < TimePoint(60s); now += 5s) {
        const auto result = guarded(circuit, now, price);
        const auto at = formatDuration(now.time_since_epoch());
        if (result)
            std::printf("%s: %d\n", at.c_str(), *result);
        else if (result.error().errorClass == ErrorClass::Rejected)
            std::printf("%s: spared, next trial in %s\n", at.c_str(),
                        formatDuration(*result.error().retryAfter).c_str());
        else
            std::printf("%s: failed\n", at.c_str());
    }
}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <tuple>

#include "core/resilience/pipeline_call.h"
#include "tests/core/resilience/steady_manual_clock.h"

namespace fusebox::testing::calls {

using namespace fusebox::resilience;
using namespace fusebox::testing;
using Call = PipelineCall;

inline const Failure kReset{.errorClass = ErrorClass::Reset};
/// Always a second, so that tests can tell.
constexpr Backoff kSecond = {1s, 1, 1s, Growth::Constant, Jitter::Proportional, 0};

class TestHost final : public Call::Host
{
public:
    [[nodiscard]] FallbackOptions fallbacks(TimePoint) const override { return options; }
    [[nodiscard]] Waker waker() const override
    {
        return [this] { ++woken; };
    }
    [[nodiscard]] const PolicyHook *hook() const override { return &told; }

    FallbackOptions options = {};
    PolicyHook told = {};
    mutable int woken = 0;
};

inline std::unique_ptr<Pipeline> pipelineOf(std::vector<Layer> layers)
{
    auto pipeline = Pipeline::make(std::move(layers), std::make_shared<SharedRandom>(1U));
    return pipeline ? std::make_unique<Pipeline>(*pipeline) : nullptr;
}

/// Steps of the trace as text: "wait" for Waited and so on, to compare at a glance.
inline QString steps(const Trace &trace)
{
    static constexpr std::array names = {"waited", "rejected", "trial",    "ok",       "failed",
                                         "delay",  "gaveup",   "timedout", "fellback", "cancelled"};
    QStringList list;
    for (const TraceEntry &entry : trace)
        list << QString::fromLatin1(names[static_cast<std::size_t>(entry.step)]);
    return list.join(QLatin1Char(' '));
}

inline bool waits(const Call::Next &next)
{
    return std::holds_alternative<Call::Wait>(next);
}

inline const Call::StartAttempt &attempt(const Call::Next &next)
{
    return std::get<Call::StartAttempt>(next);
}

inline const Call::Finish &finished(const Call::Next &next)
{
    return std::get<Call::Finish>(next);
}

} // namespace fusebox::testing::calls

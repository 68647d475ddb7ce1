// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/match/body_pattern.h"
#include "tests/fuzz/fuzz.h"

using namespace fusebox;
using namespace fusebox::fuzz;
using namespace std::chrono_literals;

namespace {

/// Time passes as it is looked at: a budget is a number of looks.
class LookedAtClock final : public resilience::Clock
{
public:
    [[nodiscard]] resilience::TimePoint now() const override
    {
        m_now += 1ms;
        return m_now;
    }

private:
    mutable resilience::TimePoint m_now{};
};

} // namespace

/// "pattern NUL body": whatever expression is held against whatever body, it ends in time (the fuzzer's 5 s),
/// and says the same when it is asked again.
FUZZ(std::string_view input)
{
    const std::string_view text = takeUntil(input, '\0');
    const auto pattern =
        probe::BodyPattern::create(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
    if (!pattern) {
        require(!pattern.error().reason.empty());
        return;
    }
    const QByteArrayView body(input.data(), static_cast<qsizetype>(input.size()));
    const LookedAtClock clock;
    require(pattern->findIn(body, clock, 50ms) == pattern->findIn(body, clock, 50ms));
}

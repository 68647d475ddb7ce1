// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "core/resilience/random.h"
#include "core/resilience/registry.h"
#include "tests/bench/resilience/cases.h"
#include "tests/bench/resilience/clocks.h"

namespace fusebox::bench {

namespace {

using namespace resilience;

constexpr std::size_t kCircuits = 1'000'000;

/// Many circuits, and their names in no order. The names lie one after the other, so that reading them costs
/// next to nothing beside the look-ups, each of which finds none of what it needs in a cache.
class Crowd
{
public:
    Crowd()
    {
        std::vector<std::size_t> order(kCircuits);
        std::generate(order.begin(), order.end(), [i = std::size_t(0)]() mutable { return i++; });
        std::ranges::shuffle(order, Random(1));
        for (std::size_t i = 0; i < kCircuits; ++i)
            std::ignore = m_registry.get(name(i));
        for (const std::size_t i : order)
            m_names += name(i);
    }

    [[nodiscard]] const Registry &registry() const { return m_registry; }
    [[nodiscard]] std::string_view nextName()
    {
        m_next = m_next + kNameLength < m_names.size() ? m_next + kNameLength : 0;
        return std::string_view(m_names).substr(m_next, kNameLength);
    }

private:
    static constexpr std::size_t kNameLength = 26;

    [[nodiscard]] static std::string name(std::size_t i)
    {
        return "orders-" + std::to_string(kCircuits + i) + ".example.org"; // all of one length
    }

    RealClock m_clock;
    Registry m_registry = Registry(m_clock);
    std::string m_names = {};
    std::size_t m_next = 0;
};

/// Built when the first case needs it: it takes seconds and gigabytes.
Crowd &crowd()
{
    static const auto theCrowd = std::make_unique<Crowd>();
    return *theCrowd;
}

void lookUp(benchmark::State &state)
{
    Crowd &all = crowd();
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(all.registry().find(all.nextName()));
}

} // namespace

void addRegistryTimes(Suite &suite)
{
    suite.time("registry of 1,000,000 circuits: look-up, any order", 100, lookUp);
}

} // namespace fusebox::bench

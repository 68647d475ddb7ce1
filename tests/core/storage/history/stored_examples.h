// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>

#include "core/history/record/body.h"
#include "tests/support/builders.h"

namespace fusebox::testing {

/// Checks of an endpoint that answers as many do: latencies with a long tail.
class SomeChecks
{
public:
    explicit SomeChecks(unsigned seed)
        : m_random(seed)
    {
    }

    [[nodiscard]] health::CheckEvent answer()
    {
        health::CheckEvent check = success({});
        const auto spend = [&](probe::Phase phase, double milliseconds) {
            check.phases[phase] = latency(milliseconds);
        };
        spend(probe::Phase::Dns, 1);
        spend(probe::Phase::Connect, 5);
        spend(probe::Phase::Tls, 12);
        spend(probe::Phase::Send, 0.05);
        spend(probe::Phase::Wait, 30);
        spend(probe::Phase::Transfer, 0.5);
        check.latency = check.phases.sum();
        return check;
    }
    /// Of an endpoint that was up for as long as `of`, but for one check in `failing`.
    [[nodiscard]] history::Body body(int checks, std::chrono::milliseconds of, int failing = 20)
    {
        history::Body body;
        for (int i = 0; i < checks; ++i) {
            const bool fails = static_cast<int>(m_random() % unsigned(failing)) == 0;
            countIn(body, event({}, {}, fails ? failure(resilience::ErrorClass::Timeout) : answer()));
        }
        body.time.up = of;
        return body;
    }

private:
    health::Nanoseconds latency(double milliseconds)
    {
        std::lognormal_distribution<> spread(std::log(milliseconds * 1e6), 0.3);
        return health::Nanoseconds(static_cast<std::int64_t>(spread(m_random)));
    }

    std::mt19937 m_random;
};

/// The same bytes with one of them altered, for each of them; or all that are before it. Whoever reads them
/// may say what it likes, as long as it ends.
template <typename Read>
void readDamaged(const QByteArray &bytes, Read read)
{
    std::mt19937 random(1);
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        QByteArray damaged = bytes;
        damaged[i] = static_cast<char>(random());
        read(damaged);
        read(bytes.first(i));
    }
}

} // namespace fusebox::testing

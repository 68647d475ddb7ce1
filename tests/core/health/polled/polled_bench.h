// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <set>

#include <QTest>

#include "core/probe/factory/network_probe_factory.h"
#include "tests/support/endpoint_harness.h"
#include "tests/support/endpoint_world.h"

namespace fusebox::testing::polled {

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::EffectiveState;
using resilience::ErrorClass;
using resilience::TimeoutScope;

inline settings::EndpointConfig config()
{
    settings::EndpointConfig result;
    result.id = u"orders"_s;
    result.asked = QUrl(u"http://127.0.0.1:1/"_s);
    result.interval = 1s;
    result.retry.maxAttempts = 1;
    result.circuit.failureThreshold = 3;
    result.circuit.recoveryTimeout = 2500ms;
    result.circuit.successThreshold = 2;
    return result;
}

/// Waits for the next check and ends it.
inline void check(EndpointHarness &h, const probe::ProbeResult &result)
{
    const auto made = h.probes.made();
    for (int i = 0; i < 100 && h.probes.made() == made; ++i)
        h.pass(50ms);
    QVERIFY(h.probes.made() == made + 1);
    h.probes.last()->finish(result);
}

inline void trip(EndpointHarness &h)
{
    for (int i = 0; i < 3; ++i)
        check(h, failed());
    QCOMPARE(effectiveState(h.endpoint->snapshot().circuit), EffectiveState::Open);
}

} // namespace fusebox::testing::polled

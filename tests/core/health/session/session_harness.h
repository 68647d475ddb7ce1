// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QTest>

#include "tests/core/health/session/session_ends.h"
#include "tests/support/config_parts.h"
#include "tests/support/endpoint_harness.h"

namespace fusebox::testing {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

inline settings::EndpointConfig config()
{
    settings::EndpointConfig result;
    result.id = u"ticker"_s;
    result.asked = QUrl(u"ws://127.0.0.1:1/"_s);
    result.interval = 1s;
    result.retry.backoff = {.initialDelay = 125ms, .maxDelay = 1s};
    result.circuit.failureThreshold = 3;
    result.circuit.recoveryTimeout = 30s;
    result.circuit.successThreshold = 2;
    testing::webSocketOf(result).stableAfter = 5s;
    return result;
}

inline void begin(EndpointHarness &h)
{
    h.pass(0s);
    QCOMPARE(h.dialler.opened().size(), 1u);
}

inline void send(EndpointHarness &h, const probe::LinkEvent &event)
{
    h.dialler.send(h.dialler.opened().back(), event);
}

inline void becomeStable(EndpointHarness &h)
{
    begin(h);
    send(h, probe::LinkConnected{3ms});
    send(h, probe::LinkPong{1ms});
    h.pass(5s);
}

/// Nobody is found for longer than the recovery timeout.
inline void trip(EndpointHarness &h)
{
    begin(h);
    send(h, refused());
    const auto state = [&h] { return effectiveState(h.endpoint->snapshot().circuit); };
    for (int i = 0; i < 1'000 && state() == resilience::EffectiveState::Closed; ++i) {
        h.pass(*h.told<health::WebSocketEvent>().back().retryIn);
        send(h, refused());
    }
    QCOMPARE(state(), resilience::EffectiveState::Open);
}

/// Dials until `change` is told, and fails each dial.
inline void failUntil(EndpointHarness &h, health::WebSocketChange change, const probe::LinkClosed &end)
{
    for (int i = 0; i < 100 && h.told<health::WebSocketEvent>().back().change != change; ++i) {
        send(h, end);
        h.pass(h.told<health::WebSocketEvent>().back().retryIn.value_or(0s));
    }
    QCOMPARE(h.told<health::WebSocketEvent>().back().change, change);
}

inline std::vector<health::ReasonKind> reasons(const EndpointHarness &h)
{
    std::vector<health::ReasonKind> kinds;
    for (const auto &reason : h.endpoint->snapshot().reasons)
        kinds.push_back(reason.kind);
    return kinds;
}

inline std::vector<health::WebSocketChange> changes(const EndpointHarness &h)
{
    std::vector<health::WebSocketChange> result;
    for (const auto &event : h.told<health::WebSocketEvent>())
        result.push_back(event.change);
    return result;
}

} // namespace fusebox::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QRegularExpression>
#include <QStringList>

#include "core/health/session/session_machine.h"
#include "core/health/values/wire_names.h"
#include "tests/core/health/session/session_ends.h"
#include "tests/support/config_parts.h"

namespace fusebox::testing {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

inline settings::EndpointConfig someConfig()
{
    settings::EndpointConfig result;
    result.asked = QUrl(u"ws://127.0.0.1:1/"_s);
    result.retry.backoff = {
        .initialDelay = 2s, .maxDelay = 8s, .jitter = resilience::Jitter::Proportional, .jitterShare = 0};
    result.circuit.recoveryTimeout = 30s;
    testing::webSocketOf(result).stableAfter = 5s;
    result.slowAfter = 1s;
    return result;
}

/// A decision of a session's rules in words.
struct WordOf
{
    QString operator()(const health::TakeTurn &) const { return u"take turn"_s; }
    QString operator()(const health::LeaveTurn &) const { return u"leave turn"_s; }
    QString operator()(const health::OpenLink &open) const
    {
        return open.freshNames ? u"open anew"_s : u"open"_s;
    }
    QString operator()(const health::SendWaiting &) const { return u"send"_s; }
    QString operator()(const health::CloseLink &) const { return u"close"_s; }
    QString operator()(const health::RecordCall &call) const { return u"record "_s + wordOf(call.outcome); }
    QString operator()(const health::CountCall &call) const { return u"count "_s + wordOf(call.outcome); }
    QString operator()(const health::BlamePeer &) const { return u"blame"_s; }
    QString operator()(const health::PlanNext &) const { return u"plan"_s; }
    QString operator()(const health::WebSocketEvent &event) const { return health::wireName(event.change); }

    static QString wordOf(resilience::Outcome outcome)
    {
        using enum resilience::Outcome;
        switch (outcome) {
        case Success: return u"success"_s;
        case Failure: return u"failure"_s;
        case Slow: return u"slow"_s;
        default: return u"ignored"_s;
        }
    }
};

inline QStringList wordsOf(const health::SessionDecisions &decisions)
{
    QStringList words;
    for (const auto &decision : decisions)
        words += std::visit(WordOf(), decision);
    return words;
}

/// What the circuit hears of them.
inline QStringList callsOf(const health::SessionDecisions &decisions)
{
    return wordsOf(decisions).filter(QRegularExpression(u"^(record|count) "_s));
}

/// A session's rules; the test is its time, its limits, its circuit and its peer.
struct Session
{
    using Decisions = health::SessionDecisions;
    using Nanoseconds = health::Nanoseconds;

    settings::EndpointConfig config = someConfig();
    health::Moment now = {health::TimePoint(1h), {}};
    Nanoseconds suspended{0};
    bool isHeld = false;
    health::CircuitOutlook circuit;
    health::DialPermit permit = resilience::Permit{};
    resilience::SharedRandom random{42U};
    health::SessionMachine machine{now, suspended};

    [[nodiscard]] health::SessionScene scene() { return {now, suspended, isHeld, config, random}; }
    void pass(Nanoseconds time) { now.steady += time; }
    Decisions advance() { return machine.advance(scene(), circuit); }
    Decisions turnCame() { return machine.turnCame(scene(), circuit, permit); }
    Decisions connect() { return machine.connected(scene(), {.latency = 3ms}); }
    Decisions pong(Nanoseconds roundTrip = 1ms) { return machine.answered(scene(), {roundTrip}); }
    Decisions hear(const probe::LinkMessages &messages) { return machine.spoke(scene(), messages); }
    Decisions end(const probe::LinkClosed &event) { return machine.ended(scene(), event); }
    Decisions planNext() { return machine.planNext(scene(), circuit); }
    Decisions interrupt(health::GapCause cause) { return machine.interrupted(scene(), cause); }

    template <typename State>
    [[nodiscard]] bool is() const
    {
        return std::holds_alternative<State>(machine.state());
    }
    [[nodiscard]] std::optional<Nanoseconds> dueIn(Nanoseconds silentFor = {}) const
    {
        const auto due = machine.nextDue(now.steady, config, silentFor);
        return due ? std::optional(*due - now.steady) : std::nullopt;
    }

    // Ways to be somewhere.
    Decisions dial()
    {
        (void)advance();
        return turnCame();
    }
    void settle()
    {
        (void)dial();
        (void)connect();
    }
    void becomeStable()
    {
        settle();
        (void)pong();
        pass(5s);
        (void)advance();
    }
    /// Loses what is dialled or connected, and waits until it is due again.
    Decisions lose(const probe::LinkClosed &event = refused())
    {
        Decisions decisions = end(event);
        append(decisions, planNext());
        pass(dueIn().value_or(0s));
        return decisions;
    }
};

/// What has happened before, or happens, in a row of a test.
using Script = std::function<void(Session &)>;
using Input = std::function<health::SessionDecisions(Session &)>;

inline Script inSteps(const std::initializer_list<Script> &steps)
{
    return [all = std::vector<Script>(steps)](Session &session) {
        for (const Script &step : all)
            step(session);
    };
}

inline void queue(Session &session)
{
    (void)session.advance();
}

inline void dial(Session &session)
{
    (void)session.dial();
}

inline void settle(Session &session)
{
    session.settle();
}

inline void becomeStable(Session &session)
{
    session.becomeStable();
}

inline void fail(Session &session)
{
    (void)session.dial();
    (void)session.lose();
}

inline void giveUp(Session &session)
{
    testing::webSocketOf(session.config).maxRetries = 0;
    fail(session);
}

} // namespace fusebox::testing

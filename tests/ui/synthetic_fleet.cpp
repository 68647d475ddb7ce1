// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/synthetic_fleet.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "tests/support/config_parts.h"

namespace fusebox::testing {

using namespace health;
using namespace std::chrono_literals;
using resilience::CircuitState;
using resilience::EffectiveState;
using resilience::ErrorClass;
using resilience::Outcome;
using resilience::TransitionReason;

/// How an endpoint behaves, and its state.
struct SyntheticFleet::Endpoint
{
    EndpointSnapshot snapshot;
    TimePoint due = {};
    double base = 20; ///< milliseconds
    double failShare = 0;
    double slowShare = 0;
    Nanoseconds downEvery{0}; ///< down for a third of this, when > 0
    Nanoseconds phase{0};
    ErrorClass error = ErrorClass::HttpStatus;
    std::deque<std::pair<TimePoint, Outcome>> window = {};
};

namespace {

constexpr Nanoseconds redialAfter = 3s;

probe::ProbeFailure failureOf(ErrorClass error)
{
    probe::ProbeFailure failure;
    failure.errorClass = error;
    failure.status = error == ErrorClass::HttpStatus ? 503 : 0;
    failure.phase = error == ErrorClass::Timeout ? probe::Phase::Wait : probe::Phase::Connect;
    if (error == ErrorClass::Tls)
        failure.detail = "certificate has expired";
    return failure;
}

/// A close frame came.
probe::ProbeFailure closedBy(int code)
{
    probe::ProbeFailure failure = failureOf(ErrorClass::Reset);
    failure.closeCode = code;
    return failure;
}

/// Nothing listens yet.
probe::ProbeFailure notDialled()
{
    return failureOf(ErrorClass::Refused);
}

/// As the monitor keeps it: from the trip until it closes, whatever trials fail meanwhile.
void noteOutage(EndpointSnapshot &endpoint, const resilience::TransitionRecord &record, Moment at)
{
    if (record.reason == TransitionReason::FailuresInWindow) {
        endpoint.outage = std::make_shared<const Outage>(Outage{at, record, endpoint.lastFailure});
    } else if (record.to == EffectiveState::Closed) {
        endpoint.outage.reset();
    } else if (record.reason == TransitionReason::TrialFailed && endpoint.outage) {
        Outage outage = *endpoint.outage;
        ++outage.failedTrials;
        endpoint.outage = std::make_shared<const Outage>(std::move(outage));
    }
}

probe::PhaseTimes phasesOf(Nanoseconds latency, bool tls)
{
    probe::PhaseTimes phases;
    phases[probe::Phase::Dns] = latency / 20;
    phases[probe::Phase::Connect] = latency / 10;
    if (tls)
        phases[probe::Phase::Tls] = latency / 4;
    phases[probe::Phase::Send] = latency / 100;
    phases[probe::Phase::Transfer] = latency / 30;
    phases[probe::Phase::Wait] = latency - phases.sum();
    return phases;
}

/// Of a due time that keeps its place in the interval, however late it is served: no herd grows.
TimePoint nextDue(TimePoint due, Nanoseconds interval, TimePoint now)
{
    return due + interval * (1 + (now - due) / interval);
}

} // namespace

SyntheticFleet::SyntheticFleet(int endpoints, Moment begin, std::uint64_t seed)
    : m_begin(begin)
    , m_random(seed)
{
    addNamed();
    for (int i = static_cast<int>(m_endpoints.size()); i < endpoints; ++i)
        addPlain(i);
    m_endpoints.resize(std::min(m_endpoints.size(), static_cast<std::size_t>(endpoints)));
}

SyntheticFleet::~SyntheticFleet() = default;

MonitorUpdatePtr SyntheticFleet::advance(Moment now)
{
    auto update = std::make_shared<MonitorUpdate>();
    update->at = now;
    update->removed = std::exchange(m_removed, {});
    for (const auto &endpoint : m_endpoints) {
        const bool due = endpoint->due <= now.steady;
        const auto before = update->events.size();
        if (due && endpoint->snapshot.config->paused)
            endpoint->due = now.steady + 1h;
        else if (due && endpoint->snapshot.session)
            ping(*endpoint, now, *update);
        else if (due)
            check(*endpoint, now, *update);
        advanceCircuit(*endpoint, now, *update);
        judge(*endpoint, now, *update);
        if (m_first || due || update->events.size() != before)
            update->changed.push_back(endpoint->snapshot);
        ++update->overall.count(endpoint->snapshot.status);
        const auto state = effectiveState(endpoint->snapshot.circuit);
        update->overall.openCircuits += state == EffectiveState::Open || state == EffectiveState::ForcedOpen;
    }
    update->overall.status = overallOf(update->overall);
    m_first = false;
    return update;
}

void SyntheticFleet::putInGroups(int groups)
{
    for (std::size_t i = 0; i < m_endpoints.size(); ++i) {
        auto config = std::make_shared<settings::EndpointConfig>(*m_endpoints[i]->snapshot.config);
        config->group = QStringLiteral("team-%1").arg(i % std::size_t(groups), 2, 10, QLatin1Char('0'));
        m_endpoints[i]->snapshot.config = config;
    }
}

void SyntheticFleet::forget(const settings::EndpointId &id)
{
    std::erase_if(m_endpoints, [&](const auto &e) { return e->snapshot.config->id == id; });
    m_removed.push_back(id);
}

void SyntheticFleet::addNamed()
{
    Endpoint &orders = add(QStringLiteral("Orders API"), QStringLiteral("https://orders.example/health"));
    orders.downEvery = 90s;
    orders.error = ErrorClass::Refused;
    Endpoint &payments = add(QStringLiteral("Payments"), QStringLiteral("https://payments.example/healthz"));
    payments.slowShare = 0.35;
    payments.base = 240;
    Endpoint &invoices =
        add(QStringLiteral("Invoices"), QStringLiteral("https://billing.example/invoices/ping"));
    invoices.base = 31;
    auto unverified = std::make_shared<settings::EndpointConfig>(*invoices.snapshot.config);
    testing::trustOf(*unverified).allowSelfSigned = true;
    invoices.snapshot.config = unverified;
    Endpoint &search =
        add(QStringLiteral("Search"), QStringLiteral("http://search.internal:9200/_cluster/health"));
    search.failShare = 0.3;
    search.base = 58;
    Endpoint &ticker = add(QStringLiteral("Ticker"), QStringLiteral("wss://ticker.example/stream"));
    ticker.base = 8;
    Endpoint &chat = add(QStringLiteral("Chat gateway"), QStringLiteral("wss://chat.example/ws"));
    chat.base = 14;
    chat.downEvery = 75s;
    Endpoint &legacy =
        add(QStringLiteral("Legacy <b>CRM</b> & co"), QStringLiteral("http://crm.example:8080/status"));
    legacy.snapshot.circuit.forced = resilience::ForcedState::ForcedOpen;
    Endpoint &images = add(QStringLiteral("Image resizer"), QStringLiteral("https://img.example/ping"));
    images.snapshot.circuit.forced = resilience::ForcedState::Disabled;
    Endpoint &old = add(QStringLiteral("Staging"), QStringLiteral("https://staging.example/health"));
    auto paused = std::make_shared<settings::EndpointConfig>(*old.snapshot.config);
    paused->paused = true;
    old.snapshot.config = paused;
    Endpoint &identity = add(QStringLiteral("Identity"),
                             QStringLiteral("https://id.example/.well-known/openid-configuration"));
    identity.base = 120;
    identity.downEvery = 130s;
    identity.error = ErrorClass::Timeout;
}

void SyntheticFleet::addPlain(int number)
{
    Endpoint &endpoint = add(QStringLiteral("service-%1").arg(number, 3, 10, QLatin1Char('0')),
                             QStringLiteral("https://service-%1.example/health").arg(number));
    endpoint.base = 5 + 80 * uniform();
    if (number % 9 == 0)
        endpoint.failShare = 0.1;
}

SyntheticFleet::Endpoint &SyntheticFleet::add(const QString &name, const QString &url)
{
    auto config = std::make_shared<settings::EndpointConfig>();
    config->id = QStringLiteral("e%1").arg(m_endpoints.size());
    config->name = name;
    config->asked = QUrl(url);
    config->interval = 1s;
    config->slowAfter = 500ms;
    config->circuit.recoveryTimeout = 12s;
    auto endpoint = std::make_unique<Endpoint>();
    endpoint->snapshot.config = config;
    endpoint->snapshot.statusSince = m_begin;
    endpoint->snapshot.circuit.since = m_begin.steady;
    endpoint->snapshot.circuit.settings = config->circuit;
    endpoint->phase = std::chrono::seconds(m_endpoints.size() * 17 % 90);
    endpoint->due = m_begin.steady + std::chrono::milliseconds(m_endpoints.size() * 137 % 1000);
    if (config->url().scheme().startsWith(QLatin1String("ws")))
        endpoint->snapshot.session = SessionView{LinkState::Connected, m_begin};
    m_endpoints.push_back(std::move(endpoint));
    return *m_endpoints.back();
}

double SyntheticFleet::uniform()
{
    return std::uniform_real_distribution<double>(0, 1)(m_random);
}

void SyntheticFleet::check(Endpoint &endpoint, Moment at, MonitorUpdate &update)
{
    EndpointSnapshot &s = endpoint.snapshot;
    endpoint.due = nextDue(endpoint.due, s.config->interval, at.steady);
    s.nextDueAt = endpoint.due;
    const auto state = effectiveState(s.circuit);
    CheckEvent event;
    if (state == EffectiveState::Open || state == EffectiveState::ForcedOpen) {
        event.outcome = CheckOutcome::Skipped;
        event.failure = failureOf(ErrorClass::Rejected);
        update.events.push_back({at, s.config->id, event});
        return;
    }
    const bool down =
        endpoint.downEvery > 0s &&
        (at.steady.time_since_epoch() + endpoint.phase) % endpoint.downEvery < endpoint.downEvery / 3;
    const bool fails = down || uniform() < endpoint.failShare;
    const bool slow = !fails && uniform() < endpoint.slowShare;
    const double wave =
        1 + 0.25 * std::sin(double((at.steady.time_since_epoch() + endpoint.phase) / 1s) / 9.0);
    const double ms = endpoint.base * wave * (0.85 + 0.3 * uniform()) + (slow ? 350 + 500 * uniform() : 0);
    event.latency = std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double, std::milli>(ms));
    event.attempts = fails ? 3 : uniform() < 0.03 ? 2 : 1;
    event.phases = phasesOf(event.latency, s.config->url().scheme() == QLatin1String("https"));
    event.family = probe::AddressFamily::IPv6;
    event.answer = probe::HttpAnswer{.dialect = probe::HttpDialect::Http2};
    event.hops = {{QUrl(QStringLiteral("http://old.example/a/rather/long/path/of/the/old/days")), 301,
                   phasesOf(event.latency / 4, false)},
                  {s.config->url(), 200, phasesOf(event.latency * 3 / 4, true)}};
    if (fails) {
        event.outcome = CheckOutcome::Failure;
        event.failure = failureOf(endpoint.error);
    } else {
        event.outcome = event.latency > s.config->slowAfter ? CheckOutcome::Slow : CheckOutcome::Success;
        event.statusCode = 200;
        s.latency = event.latency;
        s.p50 =
            std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double, std::milli>(endpoint.base));
        s.p95 = *s.p50 * 13 / 10 + (endpoint.slowShare > 0 ? 600ms : 0ms);
        s.p99 = *s.p95 * 12 / 10;
    }
    s.lastCheck = std::make_shared<const CheckEvent>(event);
    update.events.push_back({at, s.config->id, event});
    if (fails)
        fail(endpoint, *event.failure, at, update);
    else
        succeed(endpoint, event.outcome == CheckOutcome::Slow ? Outcome::Slow : Outcome::Success, at, update);
}

void SyntheticFleet::fail(Endpoint &endpoint, const probe::ProbeFailure &failure, Moment at,
                          MonitorUpdate &update)
{
    EndpointSnapshot &s = endpoint.snapshot;
    s.lastFailure = failure;
    s.lastFailureAt = at;
    if (!s.failingSince)
        s.failingSince = at;
    endpoint.window.emplace_back(at.steady, Outcome::Failure);
    ++s.circuit.consecutiveFailures;
    s.circuit.lastErrors.add(failure.errorClass, at.steady);
    if (s.circuit.state == CircuitState::HalfOpen)
        move(endpoint, EffectiveState::Open, TransitionReason::TrialFailed, at, update);
}

void SyntheticFleet::succeed(Endpoint &endpoint, Outcome outcome, Moment at, MonitorUpdate &update)
{
    EndpointSnapshot &s = endpoint.snapshot;
    s.failingSince.reset();
    endpoint.window.emplace_back(at.steady, outcome);
    s.circuit.consecutiveFailures = 0;
    if (s.circuit.state == CircuitState::HalfOpen &&
        ++s.circuit.trialSuccesses >= s.circuit.settings.successThreshold)
        move(endpoint, EffectiveState::Closed, TransitionReason::TrialsSucceeded, at, update);
}

void SyntheticFleet::ping(Endpoint &endpoint, Moment at, MonitorUpdate &update)
{
    EndpointSnapshot &s = endpoint.snapshot;
    endpoint.due = nextDue(endpoint.due, 1s, at.steady);
    const bool down =
        endpoint.downEvery > 0s &&
        (at.steady.time_since_epoch() + endpoint.phase) % endpoint.downEvery < endpoint.downEvery / 4;
    const bool isConnected = s.session->state == LinkState::Connected;
    if (down && isConnected)
        lose(endpoint, at, update);
    else if (!isConnected && at.steady >= *s.session->nextAttemptAt)
        dial(endpoint, !down, at, update);
    else if (isConnected)
        pong(endpoint, at, update);
}

void SyntheticFleet::lose(Endpoint &endpoint, Moment at, MonitorUpdate &update)
{
    EndpointSnapshot &s = endpoint.snapshot;
    WebSocketEvent event{.change = WebSocketChange::Disconnected};
    event.failure = closedBy(1012);
    event.closeCode = 1012;
    event.closeReason = QStringLiteral("deploying <i>v42</i>");
    s.session = SessionView{.state = LinkState::Waiting,
                            .since = at,
                            .reconnects = s.session->reconnects,
                            .nextAttemptAt = at.steady + redialAfter,
                            .lastCloseCode = 1012,
                            .lastCloseReason = event.closeReason,
                            .lostAt = at,
                            .lastLossAt = at};
    update.events.push_back({at, s.config->id, event});
    fail(endpoint, *event.failure, at, update);
}

void SyntheticFleet::dial(Endpoint &endpoint, bool succeeds, Moment at, MonitorUpdate &update)
{
    EndpointSnapshot &s = endpoint.snapshot;
    WebSocketEvent event{.change = succeeds ? WebSocketChange::Connected : WebSocketChange::Disconnected};
    event.attempt = ++s.session->attempt;
    if (!succeeds) {
        event.failure = notDialled();
        s.session->nextAttemptAt = at.steady + redialAfter;
        update.events.push_back({at, s.config->id, event});
        return fail(endpoint, *event.failure, at, update);
    }
    event.latency = 23ms;
    s.session->state = LinkState::Connected;
    s.session->since = at;
    s.session->nextAttemptAt.reset();
    ++s.session->reconnects;
    update.events.push_back({at, s.config->id, event});
}

void SyntheticFleet::pong(Endpoint &endpoint, Moment at, MonitorUpdate &update)
{
    EndpointSnapshot &s = endpoint.snapshot;
    WebSocketEvent event{.change = WebSocketChange::Pong};
    event.roundTrip =
        std::chrono::microseconds(static_cast<int>(endpoint.base * 1000 * (0.8 + 0.4 * uniform())));
    s.session->lastRoundTrip = event.roundTrip;
    s.latency = event.roundTrip;
    s.p95 = std::chrono::microseconds(static_cast<int>(endpoint.base * 1200));
    s.p50 = std::chrono::microseconds(static_cast<int>(endpoint.base * 1000));
    update.events.push_back({at, s.config->id, event});
    if (!s.session->lostAt && s.circuit.state != CircuitState::HalfOpen)
        return; // a session that lasts counts once, not for each pong
    s.session->lostAt.reset();
    s.session->attempt = 0;
    succeed(endpoint, Outcome::Success, at, update);
}

void SyntheticFleet::advanceCircuit(Endpoint &endpoint, Moment at, MonitorUpdate &update)
{
    auto &circuit = endpoint.snapshot.circuit;
    while (!endpoint.window.empty() &&
           endpoint.window.front().first <= at.steady - circuit.settings.failureWindow)
        endpoint.window.pop_front();
    circuit.window = {};
    for (const auto &[when, outcome] : endpoint.window)
        ++circuit.window.byOutcome[static_cast<std::size_t>(outcome)];
    circuit.failuresInWindow =
        std::min(static_cast<int>(circuit.window.failures()), circuit.settings.failureThreshold);
    if (circuit.state == CircuitState::Closed && circuit.forced == resilience::ForcedState::None &&
        circuit.failuresInWindow >= circuit.settings.failureThreshold)
        move(endpoint, EffectiveState::Open, TransitionReason::FailuresInWindow, at, update);
    if (circuit.nextTrialAt && *circuit.nextTrialAt <= at.steady)
        move(endpoint, EffectiveState::HalfOpen, TransitionReason::RecoveryTimeElapsed, at, update);
}

void SyntheticFleet::move(Endpoint &endpoint, EffectiveState to, TransitionReason reason, Moment at,
                          MonitorUpdate &update)
{
    auto &circuit = endpoint.snapshot.circuit;
    resilience::TransitionRecord record;
    record.from = effectiveState(circuit);
    record.to = to;
    record.reason = reason;
    record.at = at.steady;
    record.actual = reason == TransitionReason::TrialsSucceeded ? 2 : circuit.window.failures();
    record.threshold = reason == TransitionReason::TrialsSucceeded ? 2 : 5;
    record.window = circuit.window;
    record.windowLength = circuit.settings.failureWindow;
    record.lastErrors = circuit.lastErrors;
    record.lastError = circuit.lastErrors.last();
    record.generation = ++circuit.generation;
    circuit.since = at.steady;
    circuit.trialSuccesses = 0;
    circuit.nextTrialAt.reset();
    circuit.state = to == EffectiveState::Open       ? CircuitState::Open
                    : to == EffectiveState::HalfOpen ? CircuitState::HalfOpen
                                                     : CircuitState::Closed;
    if (to == EffectiveState::Open) {
        circuit.nextTrialAt = at.steady + circuit.settings.recoveryTimeout;
        record.nextTrialAt = circuit.nextTrialAt;
        circuit.lastTrip = record;
        if (endpoint.snapshot.session)
            endpoint.snapshot.session->nextAttemptAt = circuit.nextTrialAt;
    } else if (to == EffectiveState::Closed) {
        endpoint.window.clear();
        circuit.lastErrors.clear();
    }
    noteOutage(endpoint.snapshot, record, at);
    const bool isItsFailure =
        reason == TransitionReason::FailuresInWindow || reason == TransitionReason::TrialFailed;
    update.events.push_back(
        {at, endpoint.snapshot.config->id,
         TransitionEvent{record, isItsFailure ? endpoint.snapshot.lastFailure : std::nullopt}});
}

void SyntheticFleet::judge(Endpoint &endpoint, Moment at, MonitorUpdate &update)
{
    EndpointSnapshot &s = endpoint.snapshot;
    const Status before = s.status;
    std::vector<StatusReason> reasons;
    Status status = s.lastCheck || s.session ? Status::Healthy : Status::Unknown;
    const auto state = effectiveState(s.circuit);
    if (s.config->paused) {
        status = Status::Paused;
    } else if (state == EffectiveState::Open || state == EffectiveState::ForcedOpen) {
        status = Status::Unhealthy;
        reasons.push_back({state == EffectiveState::Open ? ReasonKind::CircuitOpen : ReasonKind::ForcedOpen});
        if (s.lastFailure)
            reasons.push_back({.kind = ReasonKind::CheckFailed, .failure = s.lastFailure});
    } else if (s.session && s.session->state != LinkState::Connected) {
        status = Status::Degraded;
        reasons.push_back(
            {.kind = ReasonKind::Reconnecting, .attempts = s.session->attempt, .failure = s.lastFailure});
    } else if (s.lastCheck && s.lastCheck->outcome == CheckOutcome::Failure) {
        status = Status::Unhealthy;
        reasons.push_back({.kind = ReasonKind::CheckFailed, .failure = s.lastFailure});
    } else if (state == EffectiveState::HalfOpen) {
        status = Status::Degraded;
        reasons.push_back({ReasonKind::HalfOpen});
    } else if (s.lastCheck && s.lastCheck->outcome == CheckOutcome::Slow) {
        status = Status::Degraded;
        reasons.push_back(
            {.kind = ReasonKind::Slow, .latency = s.lastCheck->latency, .limit = s.config->slowAfter});
    }
    s.reasons = reasons;
    s.status = status;
    if (status == before)
        return;
    s.statusSince = at;
    update.events.push_back({at, s.config->id, StatusEvent{before, status, reasons}});
}

} // namespace fusebox::testing

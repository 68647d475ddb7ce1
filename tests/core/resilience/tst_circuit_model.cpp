// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>

#include "core/resilience/circuit_breaker.h"
#include "tests/core/resilience/slow_circuit.h"
#include "tests/core/resilience/times.h"
#include "tests/support/long_run.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;
using namespace fusebox::testing;

namespace {

constexpr int kSteps = 1'000'000;
constexpr int kStepsPerCircuit = 500;

/// Drives a circuit and the slow model with the same random schedule and finds the first difference.
class Race
{
public:
    explicit Race(std::uint64_t seed)
        : m_random(seed)
        , m_settings(randomSettings())
        , m_circuit(m_settings, kStart)
        , m_model(m_settings)
    {
        m_circuit.setListener([this](const TransitionRecord &record) { heard(record); });
    }

    /// Empty while both agree, else what differs.
    QByteArray step()
    {
        moveClock();
        act();
        if (m_fault.isEmpty())
            compare();
        return m_fault;
    }

private:
    struct Running
    {
        Permit permit;
        int modelPermit;
    };

    int pick(int least, int most) { return std::uniform_int_distribution(least, most)(m_random); }
    bool chance(int percent) { return pick(1, 100) <= percent; }

    CircuitSettings randomSettings()
    {
        CircuitSettings s;
        s.failureThreshold = chance(60) ? pick(1, 6) : 0;
        s.consecutiveFailures = chance(30) ? pick(1, 5) : 0;
        s.failureRate = chance(50) ? pick(1, 20) / 20.0 : 0;
        s.slowRate = chance(30) ? pick(1, 20) / 20.0 : 0;
        s.minimumCalls = pick(1, 8);
        s.rateCalls = chance(40) ? pick(s.minimumCalls, 40) : 0;
        s.failureWindow = Nanoseconds(pick(1, 1000));
        s.recoveryTimeout = Nanoseconds(pick(1, 300));
        s.openTimeMultiplier = chance(40) ? 2 : 1;
        s.maxOpenTime = s.recoveryTimeout * pick(1, 40);
        s.successThreshold = pick(1, 3);
        s.trialCalls = pick(1, 4);
        s.trialSample = chance(40) ? pick(1, 8) : 0;
        s.trialFailureRate = pick(1, 20) / 20.0;
        s.trialTimeout = Nanoseconds(pick(1, 300));
        return s;
    }

    /// Often not at all, often by one tick or to just an edge, at times far.
    void moveClock()
    {
        const int kind = pick(1, 100);
        if (kind <= 40)
            return;
        if (kind <= 55)
            m_now += kTick;
        else if (kind <= 75)
            m_now += Nanoseconds(pick(1, 200));
        else if (kind <= 90)
            moveToAnEdge();
        else if (kind <= 99)
            m_now += m_settings.failureWindow - kTick * pick(0, 1);
        else
            m_now += Nanoseconds(pick(1, 30'000));
        // Beyond as many times as the window has slots, it is only nearly exact: leave room for one more.
        if (m_model.differentTimes(m_now) >= TimeWindow::kSlots - 1)
            m_now += m_settings.failureWindow;
    }

    void moveToAnEdge()
    {
        const auto deadline = m_circuit.nextDeadline();
        if (deadline && *deadline > m_now)
            m_now = *deadline - kTick * pick(0, 1);
    }

    void act()
    {
        const int kind = pick(1, 1000);
        if (kind <= 450)
            acquire();
        else if (kind <= 900)
            finishOne();
        else if (kind <= 920)
            m_running.clear(); // they never come back
        else if (kind <= 960)
            m_circuit.advance(m_now);
        else
            actByHand(pick(1, 8));
    }

    void actByHand(int what)
    {
        const Nanoseconds duration(pick(1, 500));
        switch (what) {
        case 1: m_circuit.reset(m_now), m_model.reset(m_now); return;
        case 2: m_circuit.disable(m_now), m_model.disable(m_now); return;
        case 3: m_circuit.forceOpen(m_now), m_model.force(ForcedState::ForcedOpen, {}, m_now); return;
        case 4:
            m_circuit.forceOpen(m_now, duration);
            m_model.force(ForcedState::ForcedOpen, m_now + duration, m_now);
            return;
        case 5: m_circuit.measureOnly(m_now), m_model.force(ForcedState::MeasureOnly, {}, m_now); return;
        default: m_circuit.lift(m_now), m_model.force(ForcedState::None, {}, m_now); return;
        }
    }

    void acquire()
    {
        const auto permit = m_circuit.acquire(m_now);
        const auto modelPermit = m_model.acquire(m_now);
        if (permit.has_value() != modelPermit.has_value())
            m_fault = "one admitted, the other did not";
        else if (permit)
            m_running.push_back({*permit, *modelPermit});
    }

    void finishOne()
    {
        if (m_running.empty())
            return;
        const auto index = static_cast<std::size_t>(pick(0, static_cast<int>(m_running.size()) - 1));
        const Running running = m_running[index];
        m_running.erase(m_running.begin() + static_cast<std::ptrdiff_t>(index));
        constexpr std::array outcomes = {Outcome::Success, Outcome::Failure, Outcome::Slow, Outcome::Ignored};
        const auto outcome = outcomes[static_cast<std::size_t>(std::min(pick(0, 5), 3) % 4)];
        m_circuit.record(running.permit, outcome, {}, m_now);
        m_model.finish(running.modelPermit, outcome, m_now);
    }

    void compare()
    {
        const CircuitView view = m_circuit.view(m_now);
        m_model.pass(m_now);
        check(view.state == m_model.state(), "state");
        check(view.forced == m_model.forced(), "forced state");
        check(view.generation == m_model.moves(), "generation");
        check(view.trialsRunning == m_model.running(), "running trials");
        check(view.consecutiveFailures == m_model.inARow(), "failures in a row");
        check(view.failuresInWindow == m_model.failuresWithin(m_now), "failures in window");
        for (const Outcome outcome : {Outcome::Success, Outcome::Failure, Outcome::Slow})
            check(std::cmp_equal(view.window[outcome], m_model.counted(outcome, m_now)), "window");
        if (view.state == CircuitState::Open)
            check(view.nextTrialAt == m_model.stateEnd(), "next trial");
    }

    void heard(const TransitionRecord &record)
    {
        check(record.at >= m_lastHeard && record.at <= m_now, "records out of order");
        check(record.generation > m_lastGeneration, "generation of records");
        const bool renewed = record.to == EffectiveState::ForcedOpen;
        check(record.from != record.to || renewed, "record of no transition");
        m_lastHeard = record.at;
        m_lastGeneration = record.generation;
    }

    void check(bool holds, const char *what)
    {
        if (!holds && m_fault.isEmpty())
            m_fault = what;
    }

    std::mt19937_64 m_random;
    CircuitSettings m_settings;
    CircuitBreaker m_circuit;
    SlowCircuit m_model;
    TimePoint m_now = kStart;
    std::vector<Running> m_running;
    QByteArray m_fault;
    TimePoint m_lastHeard = kStart;
    std::uint64_t m_lastGeneration = 0;
};

} // namespace

class CircuitModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheSlowModel();
};

/// FUSEBOX_SEED in the environment repeats a run.
void CircuitModelTest::agreesWithTheSlowModel()
{
    bool given = false;
    const auto fixed = qEnvironmentVariable("FUSEBOX_SEED").toULongLong(&given);
    const std::uint64_t seed = given ? fixed : std::random_device{}();
    qInfo("seed %llu", static_cast<unsigned long long>(seed));
    for (int circuit = 0; circuit < timesToRun(kSteps / kStepsPerCircuit); ++circuit) {
        Race race(seed + static_cast<std::uint64_t>(circuit));
        for (int i = 0; i < kStepsPerCircuit; ++i) {
            const QByteArray fault = race.step();
            QVERIFY2(fault.isEmpty(), qPrintable(QStringLiteral("circuit %1, step %2: %3")
                                                     .arg(circuit)
                                                     .arg(i)
                                                     .arg(QString::fromLatin1(fault))));
        }
    }
}

FUSEBOX_PLAIN_TEST(CircuitModelTest)
#include "tst_circuit_model.moc"

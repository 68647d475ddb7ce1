// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <unistd.h>

#include <QSocketNotifier>
#include <QTest>

#include "core/probe/timed/timed_probe.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using probe::Phase;
using resilience::ErrorClass;

namespace {

class SetClock final : public resilience::Clock
{
public:
    [[nodiscard]] resilience::TimePoint now() const override { return at; }

    resilience::TimePoint at{1h};
};

/// Waits in one phase after the other for a byte. Its deadline is found to have passed long ago, and what has
/// come meanwhile, if anything, has not been read.
class StalledProbe final : public probe::TimedProbe
{
public:
    StalledProbe(SetClock &clock, int bytes)
        : TimedProbe({.url = {}, .timeouts = {.connect = 1ms, .firstByte = 1ms, .total = 24h}}, clock)
        , m_clock(clock)
        , m_bytes(bytes)
    {
        if (::pipe(m_pipe.data()) != 0)
            qFatal("no pipe");
    }

    ~StalledProbe() override
    {
        m_notifier.reset();
        for (const int end : m_pipe)
            ::close(end);
    }

protected:
    void begin() override
    {
        m_notifier.emplace(m_pipe[0], QSocketNotifier::Read);
        connect(&*m_notifier, &QSocketNotifier::activated, this, [this] { readOne(); });
        enter(Phase::Connect);
    }
    void close() override { m_notifier->setEnabled(false); }

    void timerEvent(QTimerEvent *event) override
    {
        if (!std::exchange(m_hasStalled, true)) {
            m_clock.at += 1h;
            if (m_bytes-- > 0)
                QCOMPARE(::write(m_pipe[1], "x", 1), ssize_t(1));
        }
        TimedProbe::timerEvent(event);
    }

private:
    void readOne()
    {
        char byte = 0;
        QCOMPARE(::read(m_pipe[0], &byte, 1), ssize_t(1));
        m_hasStalled = false;
        phase() == Phase::Connect ? enter(Phase::Wait) : succeed();
    }

    SetClock &m_clock;
    std::array<int, 2> m_pipe{-1, -1};
    std::optional<QSocketNotifier> m_notifier;
    int m_bytes; ///< that come, each during a stall
    bool m_hasStalled = false;
};

} // namespace

class TestTimedProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatHasComeIsReadBeforeADeadlineIsJudged_data();
    void whatHasComeIsReadBeforeADeadlineIsJudged();
};

void TestTimedProbe::whatHasComeIsReadBeforeADeadlineIsJudged_data()
{
    QTest::addColumn<int>("bytes");
    QTest::addColumn<std::optional<Phase>>("failsIn");
    QTest::newRow("nothing") << 0 << std::optional(Phase::Connect);
    QTest::newRow("in one phase") << 1 << std::optional(Phase::Wait);
    QTest::newRow("in both") << 2 << std::optional<Phase>();
}

void TestTimedProbe::whatHasComeIsReadBeforeADeadlineIsJudged()
{
    QFETCH(const int, bytes);
    QFETCH(const std::optional<Phase>, failsIn);
    SetClock clock;
    StalledProbe probe(clock, bytes);
    std::optional<probe::ProbeResult> result;
    connect(&probe, &probe::Probe::finished, this, [&](const probe::ProbeResult &end) { result = end; });
    probe.start();
    QTRY_VERIFY(result);
    QCOMPARE(result->failure.has_value(), failsIn.has_value());
    if (failsIn) {
        QCOMPARE(result->failure->errorClass, ErrorClass::Timeout);
        QCOMPARE(result->failure->phase, *failsIn);
        QCOMPARE(result->failure->timedOut, resilience::TimeoutScope::Phase);
    }
}

FUSEBOX_LOOP_TEST(TestTimedProbe)
#include "tst_timed_probe.moc"

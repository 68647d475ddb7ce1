// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <unistd.h>

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include "app/demo/deaf_listener.h"
#include "core/probe/transport/tcp_race.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::probe;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Two families, and which of them is used. The clock stands unless a test moves it: what happens meanwhile
/// did not wait.
class TestTcpRace final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_result.reset(); }
    void firstThatLivesIsTheOnlyOneDialled();
    void refusedIPv6LosesAtOnce();
    void silentIPv6LosesAfter250Milliseconds();
    void addressesBeyondSixteenAreDialledToo();
    void theLoserIsClosed();
    void aRefusalSaysMoreThanNoRoute_data();
    void aRefusalSaysMoreThanNoRoute();
    void droppingItTellsNothingAndClosesAll();

private:
    std::unique_ptr<TcpRace> race(const QList<QHostAddress> &addresses, quint16 port)
    {
        return std::make_unique<TcpRace>(m_clock, DialPlan(addresses, 3s), port,
                                         [this](const TcpRace::Result &result) { m_result = result; });
    }
    [[nodiscard]] bool isWonBy(const QHostAddress &address)
    {
        if (!m_result || !*m_result)
            return false;
        ::close((*m_result)->descriptor);
        return (*m_result)->address == address;
    }

    ManualClock m_clock;
    std::optional<TcpRace::Result> m_result;
};

namespace {

const QHostAddress V4(QHostAddress::LocalHost);
const QHostAddress V6(QHostAddress::LocalHostIPv6);

/// Comes before an object when its timers fire.
class TimerEvents final : public QObject
{
public:
    TimerEvents(QObject &watched, std::function<void()> before)
        : m_before(std::move(before))
    {
        watched.installEventFilter(this);
    }

private:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Timer)
            m_before();
        return false;
    }

    std::function<void()> m_before;
};

} // namespace

void TestTcpRace::firstThatLivesIsTheOnlyOneDialled()
{
    QTcpServer v6;
    QVERIFY(v6.listen(V6));
    QTcpServer v4;
    QVERIFY(v4.listen(V4, v6.serverPort()));
    const auto running = race({V6, V4}, v6.serverPort());
    QVERIFY(!m_result);
    QTRY_VERIFY(m_result);
    QVERIFY(isWonBy(V6));
    QTRY_VERIFY(v6.hasPendingConnections());
    QVERIFY(!v4.hasPendingConnections());
}

void TestTcpRace::refusedIPv6LosesAtOnce()
{
    QTcpServer v4;
    QVERIFY(v4.listen(V4));
    const auto running = race({V6, V4}, v4.serverPort());
    QTRY_VERIFY(m_result);
    QVERIFY(isWonBy(V4));
}

void TestTcpRace::silentIPv6LosesAfter250Milliseconds()
{
    QTcpServer v4;
    QVERIFY(v4.listen(V4));
    const DeafListener v6(AF_INET6, v4.serverPort());
    const auto running = race({V6, V4}, v4.serverPort());
    m_clock.advance(250ms - 1ns);
    bool wasTooEarly = false;
    const TimerEvents timers(*running, [&, isFirst = true]() mutable {
        if (!std::exchange(isFirst, false)) { // it has looked at the clock, and left it at that
            wasTooEarly = v4.waitForNewConnection(0);
            m_clock.advance(1ns);
        }
    });
    QTRY_VERIFY(m_result);
    QVERIFY(!wasTooEarly);
    QVERIFY(isWonBy(V4));
}

/// All but the last are as silent as a firewall: 17 addresses of one host, on the port where it listens.
void TestTcpRace::addressesBeyondSixteenAreDialledToo()
{
    QTcpServer v4;
    QVERIFY(v4.listen(QHostAddress(u"127.0.0.17"_s)));
    const DeafListener silent(AF_INET, v4.serverPort());
    const auto running = race(QList<QHostAddress>(16, V4) << v4.serverAddress(), v4.serverPort());
    const auto begin = m_clock.now();
    static constexpr resilience::Nanoseconds half = 1'500ms;
    const TimerEvents timers(*running, [this] { m_clock.advance(half / 17); });
    QTRY_VERIFY(m_result);
    QVERIFY(isWonBy(v4.serverAddress()));
    QVERIFY(m_clock.now() - begin <= half);
}

void TestTcpRace::theLoserIsClosed()
{
    QTcpServer v4;
    QVERIFY(v4.listen(V4));
    const DeafListener v6(AF_INET6, v4.serverPort());
    const qsizetype before = openDescriptors();
    const auto running = race({V6, V4}, v4.serverPort());
    m_clock.advance(250ms);
    QTRY_VERIFY(m_result);
    QVERIFY(isWonBy(V4));
    QTRY_VERIFY(v4.hasPendingConnections());
    delete v4.nextPendingConnection();
    QTRY_COMPARE(openDescriptors(), before);
}

void TestTcpRace::aRefusalSaysMoreThanNoRoute_data()
{
    const QHostAddress unreachable(u"224.0.0.1"_s); // TCP has no way to a multicast group
    QTest::addColumn<QList<QHostAddress>>("addresses");
    QTest::addColumn<int>("error");
    QTest::newRow("no route first") << QList{unreachable, V4} << ECONNREFUSED;
    QTest::newRow("no route last") << QList{V4, unreachable} << ECONNREFUSED;
    QTest::newRow("no other") << QList{unreachable} << ENETUNREACH;
}

void TestTcpRace::aRefusalSaysMoreThanNoRoute()
{
    QFETCH(const QList<QHostAddress>, addresses);
    const auto running = race(addresses, closedPort());
    QTRY_VERIFY(m_result);
    QVERIFY(!*m_result);
    QTEST(m_result->error(), "error");
}

void TestTcpRace::droppingItTellsNothingAndClosesAll()
{
    const DeafListener v6(AF_INET6, 0);
    const qsizetype before = openDescriptors();
    auto running = race({V6, V4}, v6.port());
    QVERIFY(openDescriptors() > before);
    running.reset();
    QCOMPARE(openDescriptors(), before);
    QCoreApplication::processEvents();
    QVERIFY(!m_result);
}

FUSEBOX_LOOP_TEST(TestTcpRace)
#include "tst_tcp_race.moc"

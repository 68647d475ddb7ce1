// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <unistd.h>

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include "app/demo/deaf_listener.h"
#include "core/probe/transport/tcp_race.h"
#include "tests/core/probe/probe_run.h"

using namespace fusebox;
using namespace fusebox::demo;
using namespace fusebox::probe;
using namespace fusebox::testing;
using namespace Qt::StringLiterals;

/// Two families, and which of them is used.
class TestTcpRace final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_result.reset(); }
    void firstThatLivesIsTheOnlyOneDialled();
    void refusedIPv6LosesAtOnce();
    void silentIPv6LosesAfter250Milliseconds();
    void theLoserIsClosed();
    void aRefusalSaysMoreThanNoRoute_data();
    void aRefusalSaysMoreThanNoRoute();
    void droppingItTellsNothingAndClosesAll();

private:
    std::unique_ptr<TcpRace> race(const QList<QHostAddress> &addresses, quint16 port)
    {
        return std::make_unique<TcpRace>(m_clock, addresses, port,
                                         [this](const TcpRace::Result &result) { m_result = result; });
    }
    [[nodiscard]] bool isWonBy(const QHostAddress &address)
    {
        if (!m_result || !*m_result)
            return false;
        ::close((*m_result)->descriptor);
        return (*m_result)->address == address;
    }

    SteadyClock m_clock;
    std::optional<TcpRace::Result> m_result;
};

namespace {

const QHostAddress V4(QHostAddress::LocalHost);
const QHostAddress V6(QHostAddress::LocalHostIPv6);

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
    QElapsedTimer time;
    time.start();
    const auto running = race({V6, V4}, v4.serverPort());
    QTRY_VERIFY(m_result);
    QVERIFY2(time.elapsed() < 200, "waited for the refused one");
    QVERIFY(isWonBy(V4));
}

void TestTcpRace::silentIPv6LosesAfter250Milliseconds()
{
    QTcpServer v4;
    QVERIFY(v4.listen(V4));
    const DeafListener v6(AF_INET6, v4.serverPort());
    QElapsedTimer time;
    time.start();
    const auto running = race({V6, V4}, v4.serverPort());
    QTRY_VERIFY(m_result);
    QVERIFY2(time.elapsed() >= 250, "dialled too early");
    QVERIFY2(time.elapsed() < 2'000, "waited for the silent one");
    QVERIFY(isWonBy(V4));
}

void TestTcpRace::theLoserIsClosed()
{
    QTcpServer v4;
    QVERIFY(v4.listen(V4));
    const DeafListener v6(AF_INET6, v4.serverPort());
    const qsizetype before = openDescriptors();
    const auto running = race({V6, V4}, v4.serverPort());
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

QTEST_GUILESS_MAIN(TestTcpRace)
#include "tst_tcp_race.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <arpa/inet.h>
#include <array>
#include <numeric>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include <QTest>

#include "core/probe/transport/tcp_connection.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;

namespace {

/// A listening socket and the peer's end of one connection, in the hands of the test.
class Peer
{
public:
    Peer()
    {
        m_address.sin_family = AF_INET;
        m_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof m_address;
        ::bind(m_listening, reinterpret_cast<const sockaddr *>(&m_address), size);
        ::listen(m_listening, 1);
        ::getsockname(m_listening, reinterpret_cast<sockaddr *>(&m_address), &size);
    }
    ~Peer()
    {
        ::close(m_connection);
        ::close(m_listening);
    }
    Q_DISABLE_COPY_MOVE(Peer)

    [[nodiscard]] quint16 port() const { return ntohs(m_address.sin_port); }
    /// Accepts, says something and resets.
    void sayAndReset(QByteArrayView bytes) const
    {
        const int connection = ::accept(m_listening, nullptr, nullptr);
        ::send(connection, bytes.data(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL);
        const linger reset{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        ::close(connection);
    }

    /// As much of it as the system takes.
    [[nodiscard]] qsizetype say(QByteArrayView bytes) const
    {
        return ::send(m_connection, bytes.data(), static_cast<std::size_t>(bytes.size()),
                      MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    void accept() { m_connection = ::accept(m_listening, nullptr, nullptr); }
    /// What has come until now; how much of it there was.
    [[nodiscard]] qsizetype take() const
    {
        qsizetype taken = 0;
        std::array<char, 64 * 1024> bytes;
        for (ssize_t count = 0; (count = ::recv(m_connection, bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0;)
            taken += count;
        return taken;
    }

private:
    int m_connection = -1;
    int m_listening = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in m_address = {};
};

struct Heard final : TcpConnection::Listener
{
    void tcpConnected() override { connected = true; }
    void tcpReceived(QByteArrayView bytes) override { received += bytes.toByteArray(); }
    void tcpSent() override { ++sent; }
    void tcpEnded() override { ended = true; }
    void tcpFailed(const resilience::Failure &failure) override { failed = failure.errorClass; }

    bool connected = false;
    int sent = 0;
    QByteArray received = {};
    bool ended = false;
    std::optional<resilience::ErrorClass> failed = {};
};

/// A listener that takes so long for each byte.
struct Slow final : TcpConnection::Listener
{
    explicit Slow(testing::ManualClock &time)
        : clock(time)
    {
    }

    void tcpConnected() override { connected = true; }
    void tcpReceived(QByteArrayView bytes) override
    {
        reads.push_back(bytes.size());
        clock.advance(bytes.size() * eachByte);
    }
    void tcpSent() override {}
    void tcpEnded() override {}
    void tcpFailed(const resilience::Failure &) override {}
    [[nodiscard]] qsizetype received() const
    {
        return std::accumulate(reads.begin(), reads.end(), qsizetype(0));
    }

    testing::ManualClock &clock;
    std::chrono::nanoseconds eachByte{0};
    bool connected = false;
    std::vector<qsizetype> reads = {};
};

} // namespace

class TestTcpConnection final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasSaidBeforeAResetIsHeardBeforeTheFailedWrite();
    void whatDoesNotFitIsSentAsThereIsRoom();
    void neighbourIsHeardBetweenTwoReadingsOfAFlood();
    void readsAsMuchAsIsTakenInWithinATurn_data();
    void readsAsMuchAsIsTakenInWithinATurn();
    void whatTakesLongWithoutAFloodIsReadAsBefore();
};

void TestTcpConnection::whatWasSaidBeforeAResetIsHeardBeforeTheFailedWrite()
{
    const testing::SteadyClock clock;
    const Peer peer;
    Heard heard;
    TcpConnection connection(clock, heard);
    connection.open({QHostAddress(QHostAddress::LocalHost)}, peer.port());
    QTRY_VERIFY(heard.connected);
    peer.sayAndReset("why");
    connection.write("too late");
    QVERIFY(!heard.failed);
    QTRY_VERIFY(heard.failed);
    QCOMPARE(heard.received, "why");
    QCOMPARE(*heard.failed, resilience::ErrorClass::Reset);
    QVERIFY(!heard.ended);
}

void TestTcpConnection::whatDoesNotFitIsSentAsThereIsRoom()
{
    constexpr qsizetype much = 32 * 1024 * 1024; // more than the system keeps for both ends
    const testing::SteadyClock clock;
    Peer peer;
    Heard heard;
    TcpConnection connection(clock, heard);
    connection.open({QHostAddress(QHostAddress::LocalHost)}, peer.port());
    QTRY_VERIFY(heard.connected);
    peer.accept();
    for (int round = 1; round <= 2; ++round) {
        connection.write(QByteArray(much, 'x'));
        QCOMPARE(heard.sent, round - 1);
        qsizetype taken = 0;
        QTRY_VERIFY((taken += peer.take()) == much);
        QCOMPARE(heard.sent, round);
    }
    QVERIFY(!heard.failed);
}

/// However much lies there of one peer, it has 32 KiB a turn.
void TestTcpConnection::neighbourIsHeardBetweenTwoReadingsOfAFlood()
{
    constexpr qsizetype aTurn = 32 * 1024;
    const testing::SteadyClock clock;
    Peer flooding, neighbour;
    Heard flood, word;
    TcpConnection first(clock, flood), second(clock, word);
    first.open({QHostAddress(QHostAddress::LocalHost)}, flooding.port());
    second.open({QHostAddress(QHostAddress::LocalHost)}, neighbour.port());
    QTRY_VERIFY(flood.connected && word.connected);
    flooding.accept();
    neighbour.accept();
    const qsizetype waiting = flooding.say(QByteArray(1024 * 1024, 'x'));
    QVERIFY(waiting > 4 * aTurn);
    QCOMPARE(neighbour.say("word"), 4);
    int turns = 0;
    for (; word.received.isEmpty() && turns < 100; ++turns)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QCOMPARE(word.received, "word");
    QVERIFY(flood.received.size() <= aTurn * (turns + 1));
    QVERIFY(flood.received.size() <= 2 * aTurn);
    QTRY_COMPARE(flood.received.size(), waiting);
}

void TestTcpConnection::readsAsMuchAsIsTakenInWithinATurn_data()
{
    QTest::addColumn<int>("nanosecondsAByte");
    QTest::addColumn<qsizetype>("read");
    QTest::newRow("whole blocks") << 0 << TcpConnection::mostRead;
    QTest::newRow("a nanosecond a byte") << 1 << qsizetype(25'000);
    QTest::newRow("frames of a few bytes") << 10 << qsizetype(2'500);
    QTest::newRow("records of one byte") << 40 << qsizetype(625);
    QTest::newRow("a microsecond a byte") << 1'000 << TcpConnection::leastRead;
}

void TestTcpConnection::readsAsMuchAsIsTakenInWithinATurn()
{
    QFETCH(const int, nanosecondsAByte);
    QFETCH(const qsizetype, read);
    testing::ManualClock clock;
    Peer peer;
    Slow heard(clock);
    TcpConnection connection(clock, heard);
    connection.open({QHostAddress(QHostAddress::LocalHost)}, peer.port());
    QTRY_VERIFY(heard.connected);
    peer.accept();
    heard.eachByte = std::chrono::nanoseconds(nanosecondsAByte);
    const qsizetype waiting = peer.say(QByteArray(128 * 1024, 'x'));
    QCOMPARE(waiting, 128 * 1024);
    QTRY_COMPARE(heard.received(), waiting);
    QVERIFY(heard.reads.size() > 3);
    QCOMPARE(heard.reads.front(), TcpConnection::firstRead);
    for (auto later = heard.reads.begin() + 1; later != heard.reads.end() - 1; ++later)
        QCOMPARE(*later, read);
}

/// It may be a certificate that was verified; what comes next is taken in as fast as ever.
void TestTcpConnection::whatTakesLongWithoutAFloodIsReadAsBefore()
{
    testing::ManualClock clock;
    Peer peer;
    Slow heard(clock);
    TcpConnection connection(clock, heard);
    connection.open({QHostAddress(QHostAddress::LocalHost)}, peer.port());
    QTRY_VERIFY(heard.connected);
    peer.accept();
    heard.eachByte = std::chrono::milliseconds(1);
    QCOMPARE(peer.say("certificate"), 11);
    QTRY_COMPARE(heard.received(), 11);
    const qsizetype waiting = peer.say(QByteArray(64 * 1024, 'x'));
    QTRY_COMPARE(heard.received(), waiting + 11);
    QCOMPARE(heard.reads[1], TcpConnection::firstRead);
}

FUSEBOX_LOOP_TEST(TestTcpConnection)
#include "tst_tcp_connection.moc"

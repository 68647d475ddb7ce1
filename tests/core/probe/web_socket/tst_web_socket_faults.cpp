// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <QtEndian>

#include "app/demo/fault_server.h"
#include "app/demo/web_socket_faults.h"
#include "core/health/values/clock.h"
#include "core/probe/loop/stall_watch.h"
#include "core/probe/names/system_resolver.h"
#include "core/probe/web_socket/web_socket_link.h"
#include "tests/support/test_program.h"
#include "tests/support/web_socket_ends.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using testing::EndsBy;
using testing::OddWebSocket;
using testing::WebSocketEnd;

Q_DECLARE_METATYPE(fusebox::testing::OddWebSocket)
Q_DECLARE_METATYPE(fusebox::testing::WebSocketEnd)

namespace {

constexpr auto calm = 60ms;
constexpr auto deadline = 300ms; ///< each of them
constexpr auto tolerance = 50ms;
constexpr int attempts = 3; ///< a machine that is at something else is late, but not each time

/// What serves one fault: either kind of server.
class Server
{
public:
    explicit Server(const demo::WebSocketFault &fault)
    {
        if (const auto *talk = std::get_if<demo::Talk>(&fault.does)) {
            m_lab = std::make_unique<demo::WebSocketLab>(*talk);
            QObject::connect(m_lab.get(), &demo::WebSocketLab::frameReceived, m_lab.get(),
                             [this](const demo::Frame &frame) { note(frame); });
        } else
            m_server = std::make_unique<demo::FaultServer>(std::get<demo::Script>(fault.does));
    }

    [[nodiscard]] QUrl url() const
    {
        QUrl url = m_lab ? m_lab->url() : m_server->url();
        url.setScheme(u"ws"_s);
        return url;
    }
    [[nodiscard]] int connections() const { return m_lab ? m_lab->connections() : m_server->connections(); }
    /// The code of the close frame that it got; 0: one without a code.
    [[nodiscard]] std::optional<int> told() const { return m_told; }

private:
    void note(const demo::Frame &frame)
    {
        if (frame.opCode == demo::OpCode::Close)
            m_told = frame.payload.isEmpty() ? 0 : qFromBigEndian<quint16>(frame.payload.constData());
    }

    std::optional<int> m_told;
    std::unique_ptr<demo::WebSocketLab> m_lab;
    std::unique_ptr<demo::FaultServer> m_server;
};

WebSocketRequest requestTo(const QUrl &url, std::chrono::milliseconds patience = deadline)
{
    return {.url = url,
            .timeouts = {30s, 30s, 30s, patience, 30s},
            .pingInterval = 20ms,
            .pongTimeout = patience,
            .closeTimeout = patience};
}

std::chrono::milliseconds latestEnd(EndsBy by)
{
    switch (by) {
    case EndsBy::Itself: return tolerance;
    case EndsBy::Calm: return calm + tolerance;
    case EndsBy::ConnectTimeout:
    case EndsBy::Pong: return deadline + tolerance;
    case EndsBy::CalmAndPong: return calm + 20ms + deadline + tolerance; // the next ping, and its pong
    }
    return {};
}

std::chrono::milliseconds earliestEnd(EndsBy by)
{
    switch (by) {
    case EndsBy::Itself: return 0ms;
    case EndsBy::Calm: return calm;
    case EndsBy::ConnectTimeout:
    case EndsBy::Pong: return deadline;
    case EndsBy::CalmAndPong: return calm + deadline - 20ms; // the last ping before it
    }
    return {};
}

int openSockets()
{
    int count = 0;
    for (const auto &entry :
         QDir(u"/proc/self/fd"_s).entryInfoList(QDir::Files | QDir::System | QDir::NoDotAndDotDot))
        count += QFile::symLinkTarget(entry.filePath()).contains(u"socket:"_s) ? 1 : 0;
    return count;
}

void settle()
{
    for (int i = 0; i < 10; ++i)
        QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

} // namespace

/// Every fault that --fault-server serves.
class TestWebSocketFaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFaultHasItsRow();
    void endsAsItShouldAndWhenItShould_data();
    void endsAsItShouldAndWhenItShould();
    void whatIsOddIsHealthyAllTheSame_data();
    void whatIsOddIsHealthyAllTheSame();
};

void TestWebSocketFaults::everyFaultHasItsRow()
{
    QByteArrayList served;
    for (const auto &fault : demo::webSocketFaults())
        served += fault.name;
    QByteArrayList rows{served.front()}; // which is none
    for (const auto &odd : testing::oddWebSockets())
        rows += odd.name;
    for (const auto &end : testing::webSocketEnds())
        rows += end.fault;
    QCOMPARE(rows, served);
}

void TestWebSocketFaults::endsAsItShouldAndWhenItShould_data()
{
    QTest::addColumn<WebSocketEnd>("end");
    for (const auto &end : testing::webSocketEnds())
        QTest::newRow(end.fault) << end;
}

void TestWebSocketFaults::endsAsItShouldAndWhenItShould()
{
    QFETCH(const WebSocketEnd, end);
    const auto faults = demo::webSocketFaults(calm);
    const auto fault = std::ranges::find(faults, QByteArray(end.fault), &demo::WebSocketFault::name);
    QVERIFY(fault != faults.end());
    const int before = openSockets();
    for (int attempt = 1; attempt <= attempts; ++attempt) {
        const Server server(*fault);
        const health::SystemClock clock;
        std::vector<LinkClosed> ends;
        std::chrono::milliseconds took{0};
        QElapsedTimer timer;
        SystemResolver names;
        TlsContexts tls;
        const StallWatch stalls(clock);
        WebSocketLink link(requestTo(server.url()), {clock, names, tls}, stalls);
        connect(&link, &WebSocketLink::happened, this, [&](const LinkEvent &event) {
            took = std::chrono::milliseconds(timer.elapsed());
            if (const auto *closed = std::get_if<LinkClosed>(&event))
                ends.push_back(*closed);
        });
        timer.start();
        link.open();
        QTRY_VERIFY_WITH_TIMEOUT(!ends.empty(), 10'000);
        const auto text = QByteArray::number(qint64(took.count()));
        if (took > latestEnd(end.by) && attempt < attempts)
            continue;
        QVERIFY2(took <= latestEnd(end.by), text.constData());
        QVERIFY2(took >= earliestEnd(end.by), text.constData());
        settle();
        QCOMPARE(ends.size(), 1U);
        const ProbeFailure failure = *ends.front().failure;
        QCOMPARE(failure.errorClass, end.errorClass);
        QCOMPARE(failure.phase, end.phase);
        QVERIFY(failure.as<WebSocketFault>() == end.what);
        QCOMPARE(failure.closeCode.value_or(0), end.closeCode);
        QCOMPARE(failure.status, end.status);
        QCOMPARE(failure.detail, end.detail.value_or(failure.detail));
        QVERIFY(failure.retryAfter == end.retryAfter);
        if (end.told)
            QTRY_COMPARE(server.told(), end.told);
        QCOMPARE(server.connections(), 1);
        break;
    }
    settle();
    QTRY_COMPARE(openSockets(), before);
}

void TestWebSocketFaults::whatIsOddIsHealthyAllTheSame_data()
{
    QTest::addColumn<OddWebSocket>("odd");
    for (const auto &odd : testing::oddWebSockets())
        QTest::newRow(odd.name) << odd;
}

/// It lives, says what it says, and takes its leave.
void TestWebSocketFaults::whatIsOddIsHealthyAllTheSame()
{
    QFETCH(const OddWebSocket, odd);
    const auto faults = demo::webSocketFaults(calm);
    const auto fault = std::ranges::find(faults, QByteArray(odd.name), &demo::WebSocketFault::name);
    QVERIFY(fault != faults.end());
    const int before = openSockets();
    {
        const Server server(*fault);
        const health::SystemClock clock;
        SystemResolver names;
        TlsContexts tls;
        const StallWatch stalls(clock);
        WebSocketLink link(requestTo(server.url(), 5s), {clock, names, tls}, stalls);
        LinkMessages heard;
        int pongs = 0;
        std::optional<LinkClosed> end;
        connect(&link, &WebSocketLink::happened, this, [&](const LinkEvent &event) {
            if (const auto *messages = std::get_if<LinkMessages>(&event)) {
                heard.count += messages->count;
                heard.bytes += messages->bytes;
            }
            pongs += std::holds_alternative<LinkPong>(event) ? 1 : 0;
            if (const auto *closed = std::get_if<LinkClosed>(&event))
                end = *closed;
        });
        link.open();
        QTRY_VERIFY_WITH_TIMEOUT(end || (heard.count == 1 && pongs >= 2), 10'000);
        QVERIFY(!end);
        QCOMPARE(heard.bytes, odd.bytes);
        link.close();
        QTRY_VERIFY(end);
        QVERIFY(!end->failure);
        QTRY_COMPARE(server.told(), 1000);
        QCOMPARE(server.connections(), 1);
    }
    settle();
    QTRY_COMPARE(openSockets(), before);
}

FUSEBOX_LOOP_TEST(TestWebSocketFaults)
#include "tst_web_socket_faults.moc"

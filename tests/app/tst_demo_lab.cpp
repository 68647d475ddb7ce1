// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QSet>
#include <QTcpSocket>
#include <QTest>

#include "app/demo/demo_answers.h"
#include "app/demo/demo_lab.h"
#include "core/health/monitor/monitor_thread.h"
#include "core/probe/loop/stall_watch.h"
#include "core/probe/names/system_resolver.h"
#include "core/probe/tls/tls_contexts.h"
#include "core/probe/web_socket/web_socket_link.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::demo;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;
using settings::EndpointConfig;

namespace {

DemoTimes hurried()
{
    return {.slowAnswer = 1ms,
            .outage = {.first = 1h, .length = 1h, .every = 2h},
            .sharedOutage = {.first = 1h, .length = 1h, .every = 2h},
            .messageEvery = 1ms,
            .dropAfter = 20ms,
            .silentAfter = 0ms};
}

QUrl urlOf(const DemoLab &lab, const QString &id)
{
    for (const auto &endpoint : lab.endpoints()) {
        if (endpoint.id == id)
            return endpoint.url();
    }
    return {};
}

/// One HTTP exchange.
class Call
{
public:
    explicit Call(const QUrl &url)
    {
        QObject::connect(&m_socket, &QTcpSocket::connected, &m_socket,
                         [this] { m_socket.write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n"); });
        m_socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
    }

    [[nodiscard]] bool isOver() const
    {
        return m_socket.state() == QAbstractSocket::UnconnectedState || m_socket.canReadLine();
    }
    [[nodiscard]] bool wasRefused() const
    {
        return m_socket.error() == QAbstractSocket::ConnectionRefusedError;
    }
    [[nodiscard]] QByteArray statusLine() { return m_socket.peek(64).split('\r').first(); }

private:
    QTcpSocket m_socket;
};

/// Calls again and again.
class Caller
{
public:
    explicit Caller(const QUrl &url)
        : m_url(url)
        , m_call(std::in_place, url)
    {
    }

    /// Of the last call that is over.
    [[nodiscard]] std::optional<bool> wasRefused()
    {
        if (m_call->isOver()) {
            m_refused = m_call->wasRefused();
            m_call.emplace(m_url);
        }
        return m_refused;
    }

private:
    QUrl m_url;
    std::optional<Call> m_call;
    std::optional<bool> m_refused;
};

/// A WebSocket and what it has said.
class Link
{
public:
    explicit Link(const QUrl &url, resilience::Nanoseconds pongTimeout = 30s)
        : m_link({.url = url, .pingInterval = 5ms, .pongTimeout = pongTimeout}, {m_clock, m_names, m_tls},
                 m_stalls)
    {
        QObject::connect(&m_link, &probe::WebSocketLink::happened, &m_link, [this](const auto &event) {
            if (const auto *closed = std::get_if<probe::LinkClosed>(&event))
                m_closed = *closed;
            if (const auto *messages = std::get_if<probe::LinkMessages>(&event))
                m_messages += static_cast<int>(messages->count);
            m_pongs += std::holds_alternative<probe::LinkPong>(event);
        });
        m_link.open();
    }

    [[nodiscard]] const std::optional<probe::LinkClosed> &closed() const { return m_closed; }
    [[nodiscard]] int messages() const { return m_messages; }
    [[nodiscard]] int pongs() const { return m_pongs; }

private:
    health::SystemClock m_clock;
    probe::SystemResolver m_names;
    probe::TlsContexts m_tls;
    probe::StallWatch m_stalls{m_clock};
    probe::WebSocketLink m_link;
    std::optional<probe::LinkClosed> m_closed;
    int m_messages = 0;
    int m_pongs = 0;
};

bool labThreadRuns()
{
    for (const auto &task : QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(u"/proc/self/task/%1/comm"_s.arg(task));
        if (file.open(QIODevice::ReadOnly) && file.readAll().trimmed() == "fusebox-demo")
            return true;
    }
    return false;
}

template <typename S>
bool contains(const Script &script)
{
    return std::ranges::any_of(script, [](const Step &step) { return std::holds_alternative<S>(step); });
}

resilience::Nanoseconds pauseIn(const Script &script)
{
    resilience::Nanoseconds total{0};
    for (const Step &step : script) {
        if (const auto *pause = std::get_if<step::Pause>(&step))
            total += pause->length;
    }
    return total;
}

bool succeeds(const Script &script)
{
    return std::ranges::any_of(script, [](const Step &step) {
        const auto *send = std::get_if<step::Send>(&step);
        return send && send->bytes.startsWith("HTTP/1.1 200 ");
    });
}

/// How many of a thousand scripts are so.
template <typename Predicate>
int perMille(const FaultServer::ScriptFor &scriptFor, Predicate isSo)
{
    int count = 0;
    for (int number = 1; number <= 1000; ++number)
        count += isSo(scriptFor({.number = number}));
    return count;
}

} // namespace

class TestDemoLab final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endpointsAreValidAndStable();
    void everyHttpServerAnswers();
    void outageRefusesAndComesBackOnTheSamePort();
    void paymentsFailThreeTimesInTen();
    void searchIsSlowNowAndThen();
    void tickerAnswersPingsAndSendsMessages();
    void chatSaysThatItRestarts();
    void telemetryFallsSilentWhileConnected();
    void circleFitsIntoThreeQuartersOfAMinute();
    void theSharedOutageMakesAnIncident();
    void endsWithItsThreadAndServers();
};

void TestDemoLab::endpointsAreValidAndStable()
{
    const DemoLab lab;
    QStringList ids;
    QSet<QUrl> urls;
    for (const auto &endpoint : lab.endpoints()) {
        ids.append(endpoint.id);
        urls.insert(endpoint.url());
        QVERIFY(!endpoint.name.isEmpty());
        QVERIFY(endpoint.url().isValid());
        QVERIFY(endpoint.url().host().startsWith(u"127.0.0."_s));
        QVERIFY(!endpoint.group.isEmpty());
        QVERIFY(endpoint.url().port() > 0);
        QVERIFY(endpoint.timeouts.total >= endpoint.timeouts.firstByte);
    }
    QCOMPARE(ids, QStringList({u"demo-orders"_s, u"demo-search"_s, u"demo-payments"_s, u"demo-inventory"_s,
                               u"demo-invoices"_s, u"demo-receipts"_s, u"demo-refunds"_s, u"demo-ticker"_s,
                               u"demo-chat"_s, u"demo-telemetry"_s}));
    QCOMPARE(urls.size(), ids.size());
}

void TestDemoLab::everyHttpServerAnswers()
{
    const DemoLab lab(hurried());
    for (const auto &id : {u"demo-orders"_s, u"demo-search"_s, u"demo-inventory"_s}) {
        Call call(urlOf(lab, id));
        QTRY_VERIFY(call.isOver());
        QCOMPARE(call.statusLine(), QByteArray("HTTP/1.1 200 OK"));
    }
}

void TestDemoLab::outageRefusesAndComesBackOnTheSamePort()
{
    const OutageServer server({.first = 0ms, .length = 400ms, .every = 1h}, promptAnswers());
    const auto url = server.url();
    Caller caller(url);
    QTRY_COMPARE(caller.wasRefused(), std::optional(true));
    QTRY_COMPARE(caller.wasRefused(), std::optional(false));
    QCOMPARE(server.url(), url);
}

void TestDemoLab::paymentsFailThreeTimesInTen()
{
    const int failures =
        perMille(answersFailing(0.3), [](const Script &script) { return !succeeds(script); });
    QVERIFY2(failures >= 250 && failures <= 350, qPrintable(QString::number(failures)));
    const int resets =
        perMille(answersFailing(0.3), [](const Script &script) { return contains<step::Reset>(script); });
    QVERIFY2(resets >= 100 && resets <= 200, qPrintable(QString::number(resets)));
}

void TestDemoLab::searchIsSlowNowAndThen()
{
    const auto scripts = answersSlowNowAndThen(700ms);
    const int slow = perMille(scripts, [](const Script &script) { return pauseIn(script) == 700ms; });
    QVERIFY2(slow >= 150 && slow <= 250, qPrintable(QString::number(slow)));
    QCOMPARE(perMille(scripts, succeeds), 1000);
    QCOMPARE(perMille(promptAnswers(), [](const Script &script) { return pauseIn(script) < 50ms; }), 1000);
}

void TestDemoLab::tickerAnswersPingsAndSendsMessages()
{
    const DemoLab lab(hurried());
    const Link link(urlOf(lab, u"demo-ticker"_s));
    QTRY_VERIFY(link.pongs() >= 3 && link.messages() >= 3);
    QVERIFY(!link.closed());
}

void TestDemoLab::chatSaysThatItRestarts()
{
    const DemoLab lab(hurried());
    const Link link(urlOf(lab, u"demo-chat"_s));
    QTRY_VERIFY(link.closed());
    QCOMPARE(link.closed()->failure->closeCode, std::optional(1012));
    QCOMPARE(link.closed()->closeReason, u"restarting"_s);
}

void TestDemoLab::telemetryFallsSilentWhileConnected()
{
    const DemoLab lab(hurried());
    const Link link(urlOf(lab, u"demo-telemetry"_s), 20ms);
    QTRY_VERIFY(link.closed());
    QCOMPARE(link.closed()->failure->errorClass, ErrorClass::Timeout);
    QVERIFY(!link.closed()->failure->closeCode);
}

/// By the figures: an outage is noticed, waited out and healed before a newcomer looks away.
void TestDemoLab::circleFitsIntoThreeQuartersOfAMinute()
{
    const DemoTimes times;
    const DemoLab lab(times);
    const auto endpoints = lab.endpoints();
    const auto inventory = std::ranges::find(endpoints, u"demo-inventory"_s, &settings::EndpointConfig::id);
    const auto &circuit = inventory->circuit;
    const auto noticing =
        (circuit.failureThreshold + 1) * (inventory->interval + inventory->retry.backoff.maxDelay);
    QVERIFY(noticing < circuit.failureWindow);
    QVERIFY(noticing < times.outage.length);
    const auto healing = circuit.recoveryTimeout + (circuit.successThreshold + 1) * inventory->interval;
    QVERIFY(times.outage.first + times.outage.length + healing <= 45s);
    QVERIFY(times.slowAnswer > inventory->slowAfter);
    QVERIFY(times.slowAnswer < inventory->timeouts.firstByte);
}

/// Through the real monitor: a host that three endpoints share, gone from the start.
void TestDemoLab::theSharedOutageMakesAnIncident()
{
    DemoTimes times = hurried();
    times.sharedOutage.first = 0ms;
    const DemoLab lab(times);
    health::MonitorThread monitor;
    std::vector<health::Incident> incidents;
    connect(&monitor, &health::MonitorThread::updated, this,
            [&](const health::MonitorUpdatePtr &update) { incidents = *update->incidents; });
    for (const settings::EndpointConfig &endpoint : lab.endpoints())
        monitor.execute(health::AddEndpoint{endpoint});
    QTRY_VERIFY_WITH_TIMEOUT(!incidents.empty() && incidents[0].failing.size() == 3, 15'000);
    const health::CommonCause billing{health::CauseKind::Host, u"127.0.0.2"_s};
    QVERIFY(incidents[0].cause == billing);
    monitor.stop();
}

void TestDemoLab::endsWithItsThreadAndServers()
{
    QUrl url;
    {
        const DemoLab lab(hurried());
        QVERIFY(labThreadRuns());
        url = urlOf(lab, u"demo-orders"_s);
        const Link link(urlOf(lab, u"demo-ticker"_s));
        QTRY_VERIFY(link.pongs() > 0); // so that it ends in the middle of something
    }
    QTRY_VERIFY(!labThreadRuns()); // the system may take a moment to bury it
    const Call call(url);
    QTRY_VERIFY(call.isOver());
    QVERIFY(call.wasRefused());
}

FUSEBOX_LOOP_TEST(TestDemoLab)
#include "tst_demo_lab.moc"

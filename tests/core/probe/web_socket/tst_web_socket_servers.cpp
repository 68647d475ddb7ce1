// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <map>

#include <QTest>

#include "app/demo/tls_authority.h"
#include "core/health/values/clock.h"
#include "core/probe/loop/stall_watch.h"
#include "core/probe/names/system_resolver.h"
#include "core/probe/web_socket/web_socket_link.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/test_program.h"
#include "tests/support/web_socket_front.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;

namespace {

constexpr auto waiting = 30'000; ///< milliseconds for what comes at once, on a busy machine too

/// A sign that some take for a mark of the byte order, two bytes, and four.
const QString oddText = u"\ufeff\u00e4 \U0001f9e8 \u20ac"_s;

/// Ten characters of each length that UTF-8 has.
const QString longCharacters =
    (QString(10, u'a') + u"\u00e4"_s.repeated(10) + u"\u20ac"_s.repeated(10) + u"\U0001f9e8"_s.repeated(10));

WebSocketRequest requestTo(const QUrl &url)
{
    return {.url = url,
            .timeouts = {30s, 30s, 30s, 30s, 30s},
            .pingInterval = 30s,
            .pongTimeout = 30s,
            .closeTimeout = 30s};
}

/// A link with what it has told.
class Watched
{
public:
    explicit Watched(const WebSocketRequest &request)
        : m_stalls(m_clock)
        , link(request, {m_clock, m_names, m_tls}, m_stalls)
    {
        QObject::connect(&link, &WebSocketLink::happened, &link,
                         [this](const LinkEvent &event) { m_events.push_back(event); });
        link.open();
    }

    template <typename Event>
    [[nodiscard]] std::vector<Event> all() const
    {
        std::vector<Event> found;
        for (const auto &event : m_events) {
            if (const auto *what = std::get_if<Event>(&event))
                found.push_back(*what);
        }
        return found;
    }
    [[nodiscard]] bool isConnected() const { return !all<LinkConnected>().empty(); }
    [[nodiscard]] bool hasEnded() const { return !all<LinkClosed>().empty(); }
    [[nodiscard]] std::optional<ProbeFailure> failure() const { return all<LinkClosed>().back().failure; }
    /// The only message so far is the one that is expected, and so long.
    [[nodiscard]] bool hasHeard(qint64 bytes) const
    {
        const auto messages = all<LinkMessages>();
        return messages.size() == 1 && messages.front().count == 1 && messages.front().bytes == bytes &&
               messages.front().isExpected;
    }

private:
    health::SystemClock m_clock;
    SystemResolver m_names;
    TlsContexts m_tls;
    StallWatch m_stalls;
    std::vector<LinkEvent> m_events;

public:
    WebSocketLink link;
};

struct Implementation
{
    const char *script; ///< of servers/, and what the names of its rows begin with
    Server server;
};
constexpr std::array implementations{Implementation{"node_ws.js", Server::NodeWs},
                                     Implementation{"python_websockets.py", Server::PythonWebsockets},
                                     Implementation{"python_wsproto.py", Server::PythonWsproto}};

/// One that is not installed is named by a single row.
bool isInstalled(const Implementation &implementation)
{
    return !programOf(implementation.server).isEmpty();
}

QUrl urlOf(quint16 port, bool tls = false)
{
    return QUrl(u"%1://127.0.0.1:%2/"_s.arg(tls ? u"wss"_s : u"ws"_s).arg(port));
}

} // namespace

/// WebSockets against servers that are not ours. The scripts of servers/ all do the same.
class TestWebSocketServers final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();

    void textComesAsItWasSent_data();
    void textComesAsItWasSent();
    void pingsAreAnsweredInBothDirections_data() { eachImplementation(); }
    void pingsAreAnsweredInBothDirections();
    void theirCloseIsToldAndEchoed_data();
    void theirCloseIsToldAndEchoed();
    void oursIsAnswered_data() { eachImplementation(); }
    void oursIsAnswered();
    void aSubprotocolIsAgreedOn_data();
    void aSubprotocolIsAgreedOn();
    void aRefusalIsItsStatus_data() { eachImplementation(); }
    void aRefusalIsItsStatus();

    void isPassedOnByWhatStandsInFront_data() { fronts(); }
    void isPassedOnByWhatStandsInFront();
    void aBackendThatIsAwayIsTheFrontsAnswer_data() { fronts(); }
    void aBackendThatIsAwayIsTheFrontsAnswer();
    void aFrontThatPassesNoUpgradeOnIsToldAsThat();

    void mosquittoSpeaksMqtt();
    void mosquittoSpeaksNothingElse();
    void mosquittoAskedForNothingChoosesNothing();

private:
    void eachImplementation();
    void fronts();
    [[nodiscard]] bool isThere(Server server);
    /// The script of the row, since that began.
    [[nodiscard]] bool hasSaid(const QByteArray &line) const
    {
        return m_server->output().sliced(m_saidBefore).split('\n').contains(line);
    }
    [[nodiscard]] bool startInFront(const Front &front, quint16 backend);
    [[nodiscard]] WebSocketRequest throughFront(const Front &front) const;
    [[nodiscard]] bool startMosquitto();
    [[nodiscard]] QUrl url() const { return urlOf(m_server->port()); }

    demo::TlsAuthority m_authority;
    std::map<Server, std::unique_ptr<ServerProcess>> m_scripts; ///< those that have run once
    ServerProcess *m_server = nullptr;                          ///< of the row
    qsizetype m_saidBefore = 0;
    std::unique_ptr<ServerProcess> m_front; ///< likewise
};

Q_DECLARE_METATYPE(fusebox::testing::Front)
Q_DECLARE_METATYPE(fusebox::testing::Server)

void TestWebSocketServers::eachImplementation()
{
    QTest::addColumn<Server>("server");
    for (const auto &[script, server] : implementations)
        QTest::newRow(script) << server;
}

void TestWebSocketServers::fronts()
{
    QTest::addColumn<Front>("front");
    for (const bool tls : {false, true}) {
        QTest::addRow("nginx%s", tls ? " over TLS" : "") << Front{Server::Nginx, tls};
        QTest::addRow("haproxy%s", tls ? " over TLS" : "") << Front{Server::Haproxy, tls};
    }
}

/// What a server said belongs to the failure.
void TestWebSocketServers::cleanup()
{
    for (ServerProcess *process : {m_server, m_front.get()}) {
        if (process && QTest::currentTestFailed())
            qWarning("%s", process->output().constData());
    }
    m_server = nullptr;
    m_front.reset();
}

/// Starts the script of the row, if that has not been done.
bool TestWebSocketServers::isThere(Server server)
{
    auto &process = m_scripts[server];
    const bool isNew = !process;
    if (isNew)
        process = std::make_unique<ServerProcess>(server);
    m_server = process.get();
    m_saidBefore = process->output().size();
    const QString script = QStringLiteral(FUSEBOX_SERVER_SCRIPTS "/") +
                           QString::fromLatin1(QTest::currentDataTag()).section(u',', 0, 0);
    return !isNew || process->start({script, QString::number(process->port())});
}

void TestWebSocketServers::textComesAsItWasSent_data()
{
    QTest::addColumn<Server>("server");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QByteArray>("answer");
    constexpr int large = 1'000'000;
    for (const Implementation &implementation : implementations) {
        const auto row = [&](const char *what, const QString &message, const QString &answer) {
            QTest::addRow("%s, %s", implementation.script, what)
                << implementation.server << message << answer.toUtf8();
        };
        row("odd characters", oddText, oddText);
        if (!isInstalled(implementation))
            continue;
        row("the mark alone", u"\ufeff"_s, u"\ufeff"_s);
        row("in fragments", u"!fragments "_s + oddText, oddText);
        row("in fragments of many characters", u"!fragments "_s + longCharacters, longCharacters);
        row("a megabyte from there", u"!long %1"_s.arg(large), QString(large, u'x'));
        row("a megabyte to there", u"!length "_s + QString(large, u'x'), u"length %1"_s.arg(large));
        row("characters are not what is counted", u"!length \U0001f9e8"_s, u"length 4"_s);
        row("nothing is compressed unless it is offered", u"!extensions"_s, u"extensions []"_s);
    }
}

void TestWebSocketServers::textComesAsItWasSent()
{
    QFETCH(const Server, server);
    QFETCH(const QString, message);
    QFETCH(const QByteArray, answer);
    NEEDS_SERVER(server);
    QVERIFY(isThere(server));
    auto request = requestTo(url());
    request.options.greeting = message;
    request.options.expect = {.contains = answer, .within = 30s};
    const Watched watched(request);
    QTRY_VERIFY_WITH_TIMEOUT(watched.hasHeard(answer.size()) || watched.hasEnded(), waiting);
    QVERIFY(!watched.hasEnded());
}

void TestWebSocketServers::pingsAreAnsweredInBothDirections()
{
    QFETCH(const Server, server);
    NEEDS_SERVER(server);
    QVERIFY(isThere(server));
    auto request = requestTo(url());
    request.pingInterval = 5ms;
    request.options.greeting = u"!ping there?"_s;
    request.options.expect = {.contains = "pong there?", .within = 30s};
    const Watched watched(request);
    QTRY_VERIFY_WITH_TIMEOUT(watched.all<LinkPong>().size() >= 3, waiting);
    QTRY_VERIFY_WITH_TIMEOUT(
        !watched.all<LinkMessages>().empty() && watched.all<LinkMessages>().front().isExpected, waiting);
    QVERIFY(!watched.hasEnded());
}

void TestWebSocketServers::theirCloseIsToldAndEchoed_data()
{
    QTest::addColumn<Server>("server");
    QTest::addColumn<int>("code");
    for (const Implementation &implementation : implementations) {
        for (const int code : {1000, 1001, 1008, 1011, 3000, 4999}) {
            if (code == 1000 || isInstalled(implementation))
                QTest::addRow("%s, %d", implementation.script, code) << implementation.server << code;
        }
    }
}

void TestWebSocketServers::theirCloseIsToldAndEchoed()
{
    QFETCH(const Server, server);
    QFETCH(const int, code);
    NEEDS_SERVER(server);
    QVERIFY(isThere(server));
    auto request = requestTo(url());
    request.options.greeting = u"!close %1 t\u00fcsch\u00fc\u00df"_s.arg(code);
    const Watched watched(request);
    QTRY_VERIFY_WITH_TIMEOUT(watched.hasEnded(), waiting);
    QCOMPARE(watched.failure()->errorClass, ErrorClass::Reset);
    QCOMPARE(watched.failure()->closeCode, code);
    QCOMPARE(watched.all<LinkClosed>().back().closeReason, u"t\u00fcsch\u00fc\u00df"_s);
    QTRY_VERIFY_WITH_TIMEOUT(hasSaid("closed " + QByteArray::number(code)), waiting);
}

void TestWebSocketServers::oursIsAnswered()
{
    QFETCH(const Server, server);
    NEEDS_SERVER(server);
    QVERIFY(isThere(server));
    Watched watched(requestTo(url()));
    QTRY_VERIFY_WITH_TIMEOUT(watched.isConnected(), waiting);
    watched.link.close(); // waits 30 s for a close frame that does not come
    QTRY_VERIFY_WITH_TIMEOUT(watched.hasEnded(), waiting / 2);
    QVERIFY(!watched.failure());
    QTRY_VERIFY_WITH_TIMEOUT(hasSaid("closed 1000"), waiting);
}

void TestWebSocketServers::aSubprotocolIsAgreedOn_data()
{
    QTest::addColumn<Server>("server");
    QTest::addColumn<QStringList>("asked");
    QTest::addColumn<QString>("chosen");
    for (const Implementation &implementation : implementations) {
        const auto row = [&](const char *what, const QStringList &asked, const QString &chosen) {
            QTest::addRow("%s, %s", implementation.script, what) << implementation.server << asked << chosen;
        };
        row("known", {u"chat.v2"_s, u"chat.v1"_s}, u"chat.v1"_s);
        if (!isInstalled(implementation))
            continue;
        row("unknown", {u"chat.v2"_s}, {});
        row("none", {}, {});
    }
}

void TestWebSocketServers::aSubprotocolIsAgreedOn()
{
    QFETCH(const Server, server);
    QFETCH(const QStringList, asked);
    QFETCH(const QString, chosen);
    NEEDS_SERVER(server);
    QVERIFY(isThere(server));
    auto request = requestTo(url());
    request.options.subprotocols = asked;
    const Watched watched(request);
    QTRY_VERIFY_WITH_TIMEOUT(watched.isConnected(), waiting);
    QCOMPARE(watched.all<LinkConnected>().front().subprotocol, chosen);
}

void TestWebSocketServers::aRefusalIsItsStatus()
{
    QFETCH(const Server, server);
    NEEDS_SERVER(server);
    QVERIFY(isThere(server));
    const Watched watched(requestTo(url().resolved(QUrl(u"/refused"_s))));
    QTRY_VERIFY_WITH_TIMEOUT(watched.hasEnded(), waiting);
    QCOMPARE(watched.failure()->errorClass, ErrorClass::HttpStatus);
    QCOMPARE(watched.failure()->phase, Phase::Wait);
    QCOMPARE(watched.failure()->status, 401);
}

bool TestWebSocketServers::startInFront(const Front &front, quint16 backend)
{
    m_front = std::make_unique<ServerProcess>(front.server);
    return startFront(*m_front, front, backend, m_authority.issue());
}

WebSocketRequest TestWebSocketServers::throughFront(const Front &front) const
{
    auto request = requestTo(urlOf(m_front->port(), front.tls));
    request.trust.caFile = m_authority.caFile();
    return request;
}

void TestWebSocketServers::isPassedOnByWhatStandsInFront()
{
    QFETCH(const Front, front);
    NEEDS_SERVER(front.server);
    const Backend backend;
    QVERIFY(startInFront(front, backend.port()));
    auto request = throughFront(front);
    request.pingInterval = 5ms;
    request.options.greeting = longCharacters.repeated(1'000); // of 100 bytes
    request.options.expect = {.contains = request.options.greeting.toUtf8(), .within = 30s};
    const Watched watched(request);
    QTRY_VERIFY_WITH_TIMEOUT(watched.hasHeard(request.options.expect.contains.size()), waiting);
    QTRY_VERIFY_WITH_TIMEOUT(watched.all<LinkPong>().size() >= 3, waiting);
    QCOMPARE(watched.all<LinkConnected>().front().tls.has_value(), front.tls);
    backend.socket().close(static_cast<QWebSocketProtocol::CloseCode>(1013), u"enough"_s);
    QTRY_VERIFY_WITH_TIMEOUT(watched.hasEnded(), waiting);
    QCOMPARE(watched.failure()->closeCode, 1013);
    QCOMPARE(watched.all<LinkClosed>().back().closeReason, u"enough"_s);
}

/// And once it is there again, so are we.
void TestWebSocketServers::aBackendThatIsAwayIsTheFrontsAnswer()
{
    QFETCH(const Front, front);
    NEEDS_SERVER(front.server);
    Backend backend;
    QVERIFY(startInFront(front, backend.port()));
    const Watched before(throughFront(front));
    QTRY_VERIFY_WITH_TIMEOUT(before.isConnected(), waiting);
    backend.stop();
    QTRY_VERIFY_WITH_TIMEOUT(before.hasEnded(), waiting);
    QCOMPARE(before.failure()->errorClass, ErrorClass::Reset);

    const Watched meanwhile(throughFront(front));
    QTRY_VERIFY_WITH_TIMEOUT(meanwhile.hasEnded(), waiting);
    QCOMPARE(meanwhile.failure()->errorClass, ErrorClass::HttpStatus);
    QCOMPARE(meanwhile.failure()->phase, Phase::Wait);
    QCOMPARE(meanwhile.failure()->status, front.server == Server::Nginx ? 502 : 503);

    backend.start();
    const Watched after(throughFront(front));
    QTRY_VERIFY_WITH_TIMEOUT(after.isConnected() || after.hasEnded(), waiting);
    QVERIFY(after.isConnected());
}

/// As it does unless it is told to.
void TestWebSocketServers::aFrontThatPassesNoUpgradeOnIsToldAsThat()
{
    NEEDS_SERVER(Server::Nginx);
    const Backend backend;
    const Front front{.server = Server::Nginx, .passesUpgrades = false};
    QVERIFY(startInFront(front, backend.port()));
    const Watched watched(throughFront(front));
    QTRY_VERIFY_WITH_TIMEOUT(watched.hasEnded(), waiting);
    QCOMPARE(watched.failure()->errorClass, ErrorClass::HttpStatus);
    QVERIFY(watched.failure()->status >= 400);
}

/// With a second listener, without which version 2.0.11 does not start; as root it keeps to its folder.
bool TestWebSocketServers::startMosquitto()
{
    m_front = std::make_unique<ServerProcess>(Server::Mosquitto);
    const QString settings = u"user root\nallow_anonymous true\nlistener 0 %1/plain\n"
                             "listener %2 127.0.0.1\nprotocol websockets\n"_s.arg(m_front->folder())
                                 .arg(m_front->port());
    return m_front->start({u"-v"_s, u"-c"_s, m_front->write(u"settings"_s, settings.toUtf8())});
}

void TestWebSocketServers::mosquittoSpeaksMqtt()
{
    NEEDS_SERVER(Server::Mosquitto);
    QVERIFY(startMosquitto());
    auto request = requestTo(urlOf(m_front->port()));
    request.pingInterval = 5ms;
    request.options.subprotocols = QStringList{u"mqtt"_s};
    Watched watched(request);
    QTRY_VERIFY_WITH_TIMEOUT(watched.all<LinkPong>().size() >= 3, waiting);
    QCOMPARE(watched.all<LinkConnected>().front().subprotocol, u"mqtt"_s);
    watched.link.close();
    QTRY_VERIFY_WITH_TIMEOUT(watched.hasEnded(), waiting / 2);
    QVERIFY(!watched.failure());
}

/// It ends the connection without an answer.
void TestWebSocketServers::mosquittoSpeaksNothingElse()
{
    NEEDS_SERVER(Server::Mosquitto);
    QVERIFY(startMosquitto());
    auto request = requestTo(urlOf(m_front->port()));
    request.options.subprotocols = QStringList{u"chat.v1"_s};
    const Watched watched(request);
    QTRY_VERIFY_WITH_TIMEOUT(watched.hasEnded(), waiting);
    QCOMPARE(watched.failure()->errorClass, ErrorClass::Reset);
    QCOMPARE(watched.failure()->phase, Phase::Wait);
}

/// It accepts, and choosing none it speaks none.
void TestWebSocketServers::mosquittoAskedForNothingChoosesNothing()
{
    NEEDS_SERVER(Server::Mosquitto);
    QVERIFY(startMosquitto());
    const Watched watched(requestTo(urlOf(m_front->port())));
    QTRY_VERIFY_WITH_TIMEOUT(!watched.all<LinkPong>().empty() || watched.hasEnded(), waiting);
    QVERIFY(!watched.hasEnded());
    QCOMPARE(watched.all<LinkConnected>().front().subprotocol, QString());
}

FUSEBOX_LOOP_TEST(TestWebSocketServers)
#include "tst_web_socket_servers.moc"

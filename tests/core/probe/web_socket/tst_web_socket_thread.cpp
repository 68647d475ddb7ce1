// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include "app/demo/web_socket_lab.h"
#include "app/demo/web_socket_server.h"
#include "core/health/values/clock.h"
#include "core/probe/web_socket/web_socket_thread.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using demo::WebSocketLab;
using demo::WebSocketServer;
namespace step = demo::step;

namespace {

WebSocketRequest requestTo(const QUrl &url)
{
    return {.url = url,
            .timeouts = {30s, 30s, 30s, 30s, 30s},
            .pingInterval = 1ms,
            .pongTimeout = 30s,
            .closeTimeout = 30s};
}

/// The names of this process's threads, as the system shows them.
QStringList threadNames()
{
    QStringList names;
    for (const auto &task : QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(u"/proc/self/task/%1/comm"_s.arg(task));
        if (file.open(QIODevice::ReadOnly))
            names.append(QString::fromLatin1(file.readAll().trimmed()));
    }
    return names;
}

/// What each link has said, in order.
class Heard
{
public:
    explicit Heard(const WebSocketDialler &dialler)
    {
        QObject::connect(&dialler, &WebSocketDialler::linkEvent, &m_context,
                         [this](LinkId id, const LinkEvent &event) {
                             m_onOwnThread = m_onOwnThread && QThread::currentThread() == m_context.thread();
                             m_events[id].push_back(event);
                         });
    }

    template <typename Event>
    [[nodiscard]] qsizetype count(LinkId id) const
    {
        const auto events = m_events.find(id);
        if (events == m_events.end())
            return 0;
        return std::ranges::count_if(events->second,
                                     [](const auto &e) { return std::holds_alternative<Event>(e); });
    }
    [[nodiscard]] const LinkEvent &last(LinkId id) const { return m_events.at(id).back(); }
    [[nodiscard]] bool onOwnThread() const { return m_onOwnThread; }

private:
    QObject m_context;
    std::map<LinkId, std::vector<LinkEvent>> m_events;
    bool m_onOwnThread = true;
};

} // namespace

class TestWebSocketThread final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsComeToTheOwnersThread();
    void linksAreToldApartById();
    void closedIsTheLastEventOfALink();
    void closingAnUnknownLinkDoesNothing();
    void eventsCanBeSpiedOn();
    void threadHasItsNameAndEndsWithItsOwner();
    void whatIsWrongWithANameIsTold();
    void destructionDropsEveryLink();
    void destructionRightAfterOpenIsSafe();

private:
    const health::SystemClock m_clock{};
};

void TestWebSocketThread::eventsComeToTheOwnersThread()
{
    const WebSocketServer server;
    WebSocketThread sockets(m_clock);
    const Heard heard(sockets);
    sockets.open(1, requestTo(server.url()));
    QTRY_VERIFY(heard.count<LinkPong>(1) >= 3);
    QVERIFY(heard.onOwnThread());
    QCOMPARE(heard.count<LinkConnected>(1), 1);
}

void TestWebSocketThread::linksAreToldApartById()
{
    const WebSocketServer steady;
    const WebSocketLab closing(
        {step::Upgrade{}, step::Send{demo::encode(demo::closeFrame(1012))}, step::StaySilent{}});
    WebSocketThread sockets(m_clock);
    const Heard heard(sockets);
    sockets.open(7, requestTo(steady.url()));
    sockets.open(8, requestTo(closing.url()));
    QTRY_COMPARE(heard.count<LinkClosed>(8), 1);
    QTRY_VERIFY(heard.count<LinkPong>(7) >= 1);
    QCOMPARE(heard.count<LinkClosed>(7), 0);
    QCOMPARE(std::get<LinkClosed>(heard.last(8)).failure->closeCode, std::optional(1012));
}

void TestWebSocketThread::closedIsTheLastEventOfALink()
{
    const WebSocketServer server;
    WebSocketThread sockets(m_clock);
    const Heard heard(sockets);
    sockets.open(1, requestTo(server.url()));
    QTRY_VERIFY(heard.count<LinkPong>(1) >= 1);
    sockets.close(1);
    sockets.close(1);
    QTRY_COMPARE(heard.count<LinkClosed>(1), 1);
    sockets.open(2, requestTo(server.url()));
    QTRY_VERIFY(heard.count<LinkPong>(2) >= 1);
    QVERIFY(std::holds_alternative<LinkClosed>(heard.last(1)));
    QCOMPARE(heard.count<LinkClosed>(1), 1);
}

void TestWebSocketThread::closingAnUnknownLinkDoesNothing()
{
    const WebSocketServer server;
    WebSocketThread sockets(m_clock);
    const Heard heard(sockets);
    sockets.close(99);
    sockets.open(1, requestTo(server.url()));
    QTRY_VERIFY(heard.count<LinkPong>(1) >= 1);
    QCOMPARE(heard.count<LinkClosed>(99), 0);
}

void TestWebSocketThread::eventsCanBeSpiedOn()
{
    const WebSocketServer server;
    WebSocketThread sockets(m_clock);
    QSignalSpy spy(&sockets, &WebSocketDialler::linkEvent);
    sockets.open(5, requestTo(server.url()));
    QTRY_VERIFY(!spy.isEmpty());
    QCOMPARE(spy.first().first().value<LinkId>(), LinkId(5));
    QVERIFY(std::holds_alternative<LinkConnected>(spy.first().last().value<LinkEvent>()));
}

void TestWebSocketThread::threadHasItsNameAndEndsWithItsOwner()
{
    {
        const WebSocketThread sockets(m_clock);
        QTRY_VERIFY(threadNames().contains(u"fusebox-ws"_s));
    }
    QTRY_VERIFY(!threadNames().contains(u"fusebox-ws"_s)); // the system may take a moment to bury it
}

/// One that DNS cannot hold, so that nobody is asked.
void TestWebSocketThread::whatIsWrongWithANameIsTold()
{
    WebSocketThread sockets(m_clock);
    const Heard heard(sockets);
    sockets.open(1, requestTo(QUrl(u"ws://%1test/"_s.arg((QString(60, u'a') + u'.').repeated(5)))));
    QTRY_COMPARE(heard.count<LinkClosed>(1), 1);
    const auto failure = std::get<LinkClosed>(heard.last(1)).failure;
    QCOMPARE(failure->phase, Phase::Dns);
    QVERIFY(failure->as<DnsFault>() == DnsFault::BadName);
}

void TestWebSocketThread::destructionDropsEveryLink()
{
    const WebSocketServer server;
    auto sockets = std::make_unique<WebSocketThread>(m_clock);
    const Heard heard(*sockets);
    for (LinkId id = 1; id <= 20; ++id)
        sockets->open(id, requestTo(server.url()));
    for (LinkId id = 1; id <= 20; ++id)
        QTRY_VERIFY(heard.count<LinkPong>(id) >= 1);
    sockets.reset();
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestWebSocketThread::destructionRightAfterOpenIsSafe()
{
    const WebSocketLab lab(demo::Talk{step::StaySilent{}}); // every connection counts, upgraded or not
    for (LinkId id = 1; id <= 50; ++id) {
        WebSocketThread sockets(m_clock);
        sockets.open(id, requestTo(lab.url()));
        sockets.close(id);
    }
    QTRY_COMPARE(lab.openConnections(), 0);
}

FUSEBOX_LOOP_TEST(TestWebSocketThread)
#include "tst_web_socket_thread.moc"

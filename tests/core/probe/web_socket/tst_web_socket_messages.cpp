// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/probe/web_socket/watched_link.h"
#include "tests/support/test_program.h"

using namespace fusebox::testing::links;

class TestWebSocketMessages final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { settle(); }

    void limitsAreThoseThatWereSet_data();
    void limitsAreThoseThatWereSet();
    void sendsItsGreeting();
    void sendsTextAndTellsOfIt();
    void dropsWhatAPeerDoesNotTakeIn();
    void floodOfMessagesIsFewEvents();
    void countsWhatIsNoJson();
    void theExpectedMessageMayBeAnyOfThem_data();
    void theExpectedMessageMayBeAnyOfThem();
    void endsWithoutTheExpectedMessage();
    void expectationThatIsNoneIsOurFault();
    void maskedFramesEndIt_data();
    void maskedFramesEndIt();
    void floodOfEmptyFramesEndsIt_data();
    void floodOfEmptyFramesEndsIt();
    void answersPingsOfTheServersOwnKind_data();
    void answersPingsOfTheServersOwnKind();
    void whatIsAnsweredMayBeWhatWasExpected();
    void whatIsAnsweredMayBeNoJson();
    void sendsItsKeepaliveEverySoOften();
    void keepaliveIsNotSentBeforeItIsDue();
    void aKeepaliveThrownBackIsHidden_data();
    void aKeepaliveThrownBackIsHidden();
    void keepaliveThatIsNoPatternIsOurFault();
    void messagesThatTakeLongHaveFewerTheirTurn_data();
    void messagesThatTakeLongHaveFewerTheirTurn();
};

void TestWebSocketMessages::limitsAreThoseThatWereSet_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("frame") << demo::encode({OpCode::Text, QByteArray(200, 'x')}) << true;
    QTest::newRow("larger frame") << demo::encode({OpCode::Text, QByteArray(201, 'x')}) << false;
    const QByteArray part(150, 'x');
    QTest::newRow("message") << raw("017e0096") + part + raw("807e0096") + part << true;
    QTest::newRow("larger message") << raw("017e0096") + part + raw("807e0097") + part + 'x' << false;
}

void TestWebSocketMessages::limitsAreThoseThatWereSet()
{
    QFETCH(const QByteArray, frames);
    QFETCH(const bool, isTaken);
    const WebSocketLab lab(Talk{step::Upgrade{}, step::Send{frames}, step::Converse{}});
    auto request = requestTo(lab.url());
    request.options.maxFrame = 200;
    request.options.maxMessage = 300;
    request.closeTimeout = 20ms;
    Watched watched(request);
    watched.link.open();
    if (isTaken) {
        QTRY_COMPARE(watched.count<LinkMessages>(), 1);
        return;
    }
    QTRY_VERIFY(watched.hasEnded());
    QVERIFY(watched.last<LinkClosed>().failure->as<WebSocketFault>() == WebSocketFault::TooLarge);
    QCOMPARE(watched.count<LinkMessages>(), 0);
}

void TestWebSocketMessages::sendsItsGreeting()
{
    const WebSocketServer server;
    QStringList texts;
    connect(&server, &WebSocketServer::textReceived, this, [&](const QString &text) { texts.append(text); });
    auto request = requestTo(server.url());
    request.options.greeting = u"{\"subscribe\":\"\u00e4\"}"_s;
    Watched watched(request);
    watched.link.open();
    QTRY_COMPARE(texts, QStringList{request.options.greeting});
    QVERIFY(std::holds_alternative<LinkConnected>(watched.events.front()));
    QCOMPARE(watched.last<LinkSent>().bytes, request.options.greeting.toUtf8().size());
}

void TestWebSocketMessages::sendsTextAndTellsOfIt()
{
    const WebSocketServer server;
    QStringList texts;
    connect(&server, &WebSocketServer::textReceived, this, [&](const QString &text) { texts.append(text); });
    Watched watched(requestTo(server.url()));
    watched.link.open();
    watched.link.send(u"too early"_s);
    QCOMPARE(watched.last<LinkSent>().dropped, qint64(1));
    QTRY_COMPARE(watched.count<LinkConnected>(), 1);
    watched.link.send(u"hello"_s);
    QCOMPARE(watched.last<LinkSent>().count, qint64(1));
    QTRY_COMPARE(texts, QStringList{u"hello"_s});
}

void TestWebSocketMessages::dropsWhatAPeerDoesNotTakeIn()
{
    const WebSocketLab lab({step::Upgrade{}, step::Deafen{}, step::StaySilent{}});
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_COMPARE(watched.count<LinkConnected>(), 1);
    const QString message(512 * 1024, u'x');
    for (int i = 0; i < 100 && (i == 0 || watched.last<LinkSent>().dropped == 0); ++i)
        watched.link.send(message);
    QCOMPARE(watched.last<LinkSent>().dropped, qint64(1));
}

void TestWebSocketMessages::floodOfMessagesIsFewEvents()
{
    const WebSocketLab lab(sends(demo::encode({OpCode::Text, "x"}).repeated(50'000)));
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_COMPARE(watched.messages(), qint64(50'000));
    QVERIFY2(watched.count<LinkMessages>() < 100, qPrintable(QString::number(watched.count<LinkMessages>())));
}

void TestWebSocketMessages::countsWhatIsNoJson()
{
    for (const bool isAsked : {false, true}) {
        const WebSocketLab lab(sends(text("{\"a\":1}") + text("{\"a\":") +
                                     text(QByteArray(100'000, '[').left(60'000)) + text("[1]") +
                                     demo::encode(demo::closeFrame(1012))));
        auto request = requestTo(lab.url());
        request.options.messages = isAsked ? MessageFormat::Json : MessageFormat::Any;
        Watched watched(request);
        watched.link.open();
        QTRY_VERIFY(watched.hasEnded());
        qint64 bad = 0;
        for (const auto &event : watched.events) {
            if (const auto *messages = std::get_if<LinkMessages>(&event))
                bad += messages->bad;
        }
        QCOMPARE(bad, qint64(isAsked ? 2 : 0));
        QCOMPARE(*watched.last<LinkClosed>().failure->closeCode, 1012); // a bad one is nobody's end
    }
}

void TestWebSocketMessages::theExpectedMessageMayBeAnyOfThem_data()
{
    QTest::addColumn<QByteArray>("contains");
    QTest::addColumn<QString>("matches");
    QTest::addColumn<QByteArray>("json"); // the value that is to be at /type
    QTest::newRow("contains") << QByteArray("welcome") << QString() << QByteArray();
    QTest::newRow("matches") << QByteArray() << u"wel.*me"_s << QByteArray();
    QTest::newRow("has a value") << QByteArray() << QString() << QByteArray("\"welcome\"");
    QTest::newRow("all of it") << QByteArray("type") << u"^\\{"_s << QByteArray("\"welcome\"");
}

void TestWebSocketMessages::theExpectedMessageMayBeAnyOfThem()
{
    QFETCH(const QByteArray, contains);
    QFETCH(const QString, matches);
    QFETCH(const QByteArray, json);
    const WebSocketLab lab({step::Upgrade{},
                            step::Send{demo::encode({OpCode::Text, "hello"}) +
                                       demo::encode({OpCode::Text, "{\"type\":\"welcome\"}"})},
                            step::Converse{}});
    auto request = requestTo(lab.url());
    request.options.expect = {.contains = contains, .matches = matches, .within = 30s};
    if (!json.isEmpty())
        request.options.expect.json = {{.pointer = u"/type"_s, .value = json}};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.count<LinkMessages>() > 0 && watched.last<LinkMessages>().isExpected);
    QVERIFY(!watched.hasEnded());
}

void TestWebSocketMessages::endsWithoutTheExpectedMessage()
{
    const WebSocketServer server(demo::Manners{.messageEvery = 5ms});
    auto request = requestTo(server.url());
    request.options.expect = {.contains = "never", .within = 30ms};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Assertion);
    QVERIFY(watched.last<LinkClosed>().failure->as<WebSocketFault>() == WebSocketFault::NoExpectedMessage);
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestWebSocketMessages::expectationThatIsNoneIsOurFault()
{
    const WebSocketLab lab(Talk{step::StaySilent{}});
    auto request = requestTo(lab.url());
    request.options.expect.matches = u"("_s;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->as<HttpFault>()->kind, HttpFault::Kind::BadPattern);
    QCOMPARE(lab.connections(), 0);
}

void TestWebSocketMessages::maskedFramesEndIt_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::newRow("text") << raw("8182000000006869");
    QTest::newRow("binary, long") << raw("82fe007e00000000") + QByteArray(126, 'b');
    QTest::newRow("ping") << raw("898000000000");
    QTest::newRow("close") << raw("88820000000003e8");
    QTest::newRow("after others") << demo::encode({OpCode::Text, QByteArray(70'000, 'x').left(65'535)}) +
                                         raw("8a00") + raw("8182000000006869");
}

void TestWebSocketMessages::maskedFramesEndIt()
{
    QFETCH(const QByteArray, frames);
    WebSocketLab lab({step::Upgrade{}, step::Send{frames}, step::Converse{}});
    QList<Frame> received;
    connect(&lab, &WebSocketLab::frameReceived, this, [&](const Frame &frame) { received.append(frame); });
    Watched watched(requestTo(lab.url()));
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    const auto failure = *watched.last<LinkClosed>().failure;
    QCOMPARE(failure.errorClass, ErrorClass::Protocol);
    QVERIFY(failure.as<WebSocketFault>() == WebSocketFault::MaskedFrame);
    QVERIFY(!failure.closeCode);
    QTRY_VERIFY(received.contains(demo::closeFrame(1002)));
}

void TestWebSocketMessages::floodOfEmptyFramesEndsIt_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::newRow("pings") << raw("8900").repeated(100'000);
    QTest::newRow("pongs") << raw("8a00").repeated(100'000);
    QTest::newRow("empty fragments") << raw("0200") + raw("0000").repeated(100'000);
}

void TestWebSocketMessages::floodOfEmptyFramesEndsIt()
{
    QFETCH(const QByteArray, frames);
    WebSocketLab lab({step::Upgrade{}, step::Send{frames}, step::Converse{}});
    int pongs = 0;
    connect(&lab, &WebSocketLab::frameReceived, this,
            [&](const Frame &frame) { pongs += frame.opCode == OpCode::Pong ? 1 : 0; });
    auto request = requestTo(lab.url());
    request.closeTimeout = 20ms;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QVERIFY(watched.last<LinkClosed>().failure->as<WebSocketFault>() == WebSocketFault::Flood);
    QTRY_COMPARE(lab.openConnections(), 0);
    QVERIFY2(pongs <= 1000, qPrintable(QString::number(pongs)));
}

void TestWebSocketMessages::answersPingsOfTheServersOwnKind_data()
{
    QTest::addColumn<Answers>("answers");
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<QList<QByteArray>>("sent");
    QTest::addColumn<qint64>("counted"); // of the messages
    using Sent = QList<QByteArray>;
    const Answers socketIo{answersMatching("^0\\{", u"40"_s), answersEqual("2", u"3"_s)};
    QTest::newRow("one after the other")
        << socketIo << text("0{\"sid\":1}") + text("2") + text("2") << Sent{"40", "3", "3"} << qint64(0);
    QTest::newRow("amid others") << socketIo << text("42[1]") + text("2") + text("42[2]") << Sent{"3"}
                                 << qint64(2);
    QTest::newRow("the whole message alone")
        << socketIo << text("22") + text("") + text("2\n") << Sent{} << qint64(3);
    QTest::newRow("the first that fits")
        << Answers{answersEqual("a", u"1"_s), answersMatching("a", u"2"_s), answersMatching("b", u"3"_s)}
        << text("a") + text("ab") + text("b") << Sent{"1", "2", "3"} << qint64(0);
    QTest::newRow("in fragments") << socketIo << raw("0100") + raw("8001") + "2" << Sent{"3"} << qint64(0);
    QTest::newRow("binary") << socketIo << demo::encode({OpCode::Binary, "2"}) << Sent{"3"} << qint64(0);
    QTest::newRow("beyond ASCII") << Answers{answersMatching("^gr[\xc3\xbcu]n$", u"z\u00fcg"_s)}
                                  << text("gr\xc3\xbcn") << Sent{"z\xc3\xbcg"} << qint64(0);
    QTest::newRow("none is asked for") << Answers{} << text("2") << Sent{} << qint64(1);
}

void TestWebSocketMessages::answersPingsOfTheServersOwnKind()
{
    QFETCH(const Answers, answers);
    QFETCH(const QByteArray, frames);
    QFETCH(const QList<QByteArray>, sent);
    QFETCH(const qint64, counted);
    WebSocketLab lab(
        {step::Upgrade{}, step::Send{frames + demo::encode(demo::closeFrame(1012))}, step::Converse{}});
    QList<QByteArray> received;
    bool isClosed = false;
    connect(&lab, &WebSocketLab::frameReceived, this, [&](const Frame &frame) {
        isClosed = isClosed || frame.opCode == OpCode::Close;
        if (frame.opCode == OpCode::Text)
            received.append(frame.payload);
    });
    auto request = requestTo(lab.url());
    request.options.keepalive.answer = answers;
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(isClosed && watched.hasEnded());
    QCOMPARE(received, sent);
    QCOMPARE(watched.messages(), counted);
    QCOMPARE(watched.count<LinkSent>(), 0); // as little a message as the protocol's own pongs
}

void TestWebSocketMessages::whatIsAnsweredMayBeWhatWasExpected()
{
    const WebSocketLab lab({step::Upgrade{}, step::Send{text("0{\"sid\":1}")}, step::Converse{}});
    auto request = requestTo(lab.url());
    request.options.expect = {.contains = "sid", .within = 1h};
    request.options.keepalive.answer = {answersMatching("^0", u"40"_s)};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.count<LinkMessages>() > 0);
    QVERIFY(watched.last<LinkMessages>().isExpected);
    QCOMPARE(watched.messages(), qint64(0));
}

void TestWebSocketMessages::whatIsAnsweredMayBeNoJson()
{
    const WebSocketLab lab(sends(text("ping") + text("{}") + demo::encode(demo::closeFrame(1012))));
    auto request = requestTo(lab.url());
    request.options.messages = MessageFormat::Json;
    request.options.keepalive.answer = {answersEqual("ping", u"pong"_s)};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.messages(), qint64(1));
    QCOMPARE(watched.last<LinkMessages>().bad, qint64(0));
}

void TestWebSocketMessages::sendsItsKeepaliveEverySoOften()
{
    WebSocketLab lab({step::Upgrade{}, step::Converse{}});
    qsizetype sent = 0;
    connect(&lab, &WebSocketLab::frameReceived, this, [&](const Frame &frame) {
        sent += frame == Frame{OpCode::Text, "h\xc3\xa4"} ? 1 : 0;
    });
    auto request = requestTo(lab.url());
    request.options.keepalive = {.send = u"h\u00e4"_s, .every = 5ms};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(sent >= 3);
    QCOMPARE(watched.count<LinkSent>(), 0);
    QCOMPARE(watched.count<LinkPong>(), 1); // no ping more for it
}

void TestWebSocketMessages::keepaliveIsNotSentBeforeItIsDue()
{
    WebSocketLab lab({step::Upgrade{}, step::Converse{}});
    qsizetype sent = 0;
    connect(&lab, &WebSocketLab::frameReceived, this,
            [&](const Frame &frame) { sent += frame.opCode == OpCode::Text ? 1 : 0; });
    auto request = requestTo(lab.url());
    request.pingInterval = 5ms;
    request.options.keepalive = {.send = u"2"_s, .every = 1h};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.count<LinkPong>() >= 3);
    QCOMPARE(sent, 0);
}

void TestWebSocketMessages::aKeepaliveThrownBackIsHidden_data()
{
    QTest::addColumn<Keepalive>("keepalive");
    QTest::newRow("an answer") << Keepalive{.answer = {answersEqual("2", u"key s3cr3t-of-mine"_s)}};
    QTest::newRow("the second") << Keepalive{
        .answer = {answersEqual("2", u"3"_s), answersEqual("4", u"key s3cr3t-of-mine"_s)}};
    QTest::newRow("sent unasked") << Keepalive{.send = u"key s3cr3t-of-mine"_s};
}

void TestWebSocketMessages::aKeepaliveThrownBackIsHidden()
{
    QFETCH(const Keepalive, keepalive);
    for (const QByteArray &said : {QByteArray("no key s3cr3t-of-mine"), QByteArray("no s3cr3t-of-mine")}) {
        const WebSocketLab lab(sends(demo::encode(demo::closeFrame(1008, said))));
        auto request = requestTo(lab.url());
        request.options.keepalive = keepalive;
        Watched watched(request);
        watched.link.open();
        QTRY_VERIFY(watched.hasEnded());
        QCOMPARE(watched.last<LinkClosed>().closeReason, u"no ***"_s);
    }
}

void TestWebSocketMessages::keepaliveThatIsNoPatternIsOurFault()
{
    const WebSocketLab lab(Talk{step::StaySilent{}});
    auto request = requestTo(lab.url());
    request.options.keepalive.answer = {answersMatching("(", u"3"_s)};
    Watched watched(request);
    watched.link.open();
    QTRY_VERIFY(watched.hasEnded());
    QCOMPARE(watched.last<LinkClosed>().failure->errorClass, ErrorClass::Assertion);
    QCOMPARE(watched.last<LinkClosed>().failure->as<HttpFault>()->kind, HttpFault::Kind::BadPattern);
    QCOMPARE(lab.connections(), 0);
}

void TestWebSocketMessages::messagesThatTakeLongHaveFewerTheirTurn_data()
{
    QTest::addColumn<bool>("isExpectation");
    QTest::newRow("held against an expectation") << true;
    QTest::newRow("held against pings of the server's own kind") << false;
}

/// Others have their turns in between. By the clock, each message takes as long as a pattern may.
void TestWebSocketMessages::messagesThatTakeLongHaveFewerTheirTurn()
{
    QFETCH(const bool, isExpectation);
    const WebSocketLab lab(sends(text("aaaaaaaaaaaaaaaaaaaaaaaa!").repeated(200)));
    const TickingClock clock;
    auto request = requestTo(lab.url());
    const QByteArray endless = "(*NO_START_OPT)(a+)+$";
    if (isExpectation)
        request.options.expect = {.matches = QString::fromLatin1(endless), .within = 1h};
    else
        request.options.keepalive.answer = {answersMatching(endless, u"3"_s)};
    Watched watched(request, clock);
    QTimer others;
    int turns = 0;
    connect(&others, &QTimer::timeout, this, [&] { ++turns; });
    std::optional<int> turnsOfMost;
    connect(&watched.link, &WebSocketLink::happened, this, [&](const LinkEvent &event) {
        if (std::holds_alternative<LinkMessages>(event) && !others.isActive())
            others.start(0);
        if (watched.messages() >= 150 && !turnsOfMost)
            turnsOfMost = turns;
    });
    watched.link.open();
    QTRY_VERIFY(turnsOfMost.has_value());
    QVERIFY2(*turnsOfMost >= 100, qPrintable(QString::number(*turnsOfMost)));
}

FUSEBOX_LOOP_TEST(TestWebSocketMessages)
#include "tst_web_socket_messages.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>

#include <QNetworkDatagram>
#include <QTemporaryFile>
#include <QTest>
#include <QUdpSocket>

#include "app/demo/deaf_listener.h"
#include "app/demo/dns_fault_server.h"
#include "core/probe/names/dns_lookup.h"
#include "tests/core/probe/dns_test_settings.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/on_thread.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using demo::DnsAsked;
using demo::DnsFaultServer;
using demo::DnsScript;

/// Many questions at once, and what becomes of them.
class TestDnsChannel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAThousandNamesAtOnce();
    void burstIsSentInParts();
    void aFloodOfAnswersHasItsTurnAndNoMore();
    void silentNamesDelayNoOther();
    void nameNobodyAnswersForIsUnderWayAFewTimesAtMost();
    void oneAnswerIsForAllWhoAskMeanwhile();
    void sameNameOfAnotherTypeIsAnotherQuestion();
    void forgottenNameIsNotSent();
    void forgottenQuestionsGiveBackTheirSockets();
    void answersComeLaterThanAsk_data();
    void answersComeLaterThanAsk();
    void callbackMayForgetEverything();
    void lettingGoOfAllWithQuestionsRunningDoesNoHarm();
    void lostQuestionIsSentAgain();
    void lookupNeverGivesUpOnSilence();
    void nothingButSilenceMakesANewChannel();
    void nextServerIsAskedWhenOneFails_data();
    void nextServerIsAskedWhenOneFails();
    void nextServerIsAskedWhenOneIsSilent();
    void silentServersLateAnswerCounts();
    void faultIsToldWhenAllHaveHadTheirTurn_data();
    void faultIsToldWhenAllHaveHadTheirTurn();
    void lastServersFaultIsTheFault();
    void whatTheNameIsIsAskedOfNoOther_data();
    void whatTheNameIsIsAskedOfNoOther();
    void truncatedWithoutTcpSaysSo_data();
    void truncatedWithoutTcpSaysSo();
    void useVcAsksOverTcpAlone();
    void zoneOfNoNetworkIsNotDialled();
};

namespace {

using Server = OnThread<DnsFaultServer>;

DnsScript goodAnswer(const DnsAsked &)
{
    return demo::dns::Answer{.records = {demo::aRecord("127.0.0.1")}};
}
DnsScript silence(const DnsAsked &)
{
    return demo::dns::Silence{};
}

QByteArray numbered(int i)
{
    return "host" + QByteArray::number(i) + ".test";
}

/// Questions to one channel, and how many have been answered.
class Questions
{
public:
    explicit Questions(std::shared_ptr<DnsChannel> channel)
        : m_channel(std::move(channel))
    {
    }
    void ask(const QByteArray &name)
    {
        m_running.push_back(m_channel->ask({.name = name}, [this](const DnsChannel::Reply &reply) {
            ++answered;
            good += reply ? 1 : 0;
            last = reply;
        }));
    }
    void forget() { m_running.clear(); }

    int answered = 0;
    int good = 0;
    std::optional<DnsChannel::Reply> last;

private:
    std::shared_ptr<DnsChannel> m_channel;
    std::vector<std::unique_ptr<DnsChannel::Question>> m_running;
};

std::shared_ptr<DnsChannel> channelTo(quint16 port)
{
    const DnsSettings settings = dnsAt({port});
    return DnsChannel::create(settings, settings.servers.front());
}

/// Never sends anything again: what happens did not wait for that.
std::shared_ptr<DnsChannel> patientChannelTo(quint16 port)
{
    DnsSettings settings = dnsAt({port});
    settings.resendAfter = 1h;
    return DnsChannel::create(settings, settings.servers.front());
}

/// A look-up through servers, and its end.
struct LookupRun
{
    explicit LookupRun(const DnsSettings &settings, const QByteArray &name = "a.test")
        : lookup(std::make_shared<DnsServers>(settings), {.name = name}, [this](const auto &r) { reply = r; })
    {
    }

    std::optional<DnsChannel::Reply> reply;
    DnsLookup lookup;
};

} // namespace

void TestDnsChannel::answersAThousandNamesAtOnce()
{
    Server server(goodAnswer);
    Questions questions(channelTo(server->port()));
    for (int i = 0; i < 1'000; ++i)
        questions.ask(numbered(i));
    QCOMPARE(questions.answered, 0);
    QTRY_COMPARE(questions.good, 1'000);
    QCOMPARE(questions.answered, 1'000);
}

/// So that the sockets' buffers hold what comes back before it is read.
void TestDnsChannel::burstIsSentInParts()
{
    QUdpSocket server;
    QVERIFY(server.bind(QHostAddress::LocalHost));
    int received = 0;
    const auto receive = [&] {
        for (; server.hasPendingDatagrams(); ++received)
            (void)server.receiveDatagram();
    };
    Questions questions(channelTo(server.localPort()));
    for (int i = 0; i < 250; ++i)
        questions.ask(numbered(i));
    receive(); // no turn of the event loop yet
    QCOMPARE(received, 100);
    connect(&server, &QUdpSocket::readyRead, this, receive);
    QTRY_COMPARE(received, 250);
}

/// A server that says without end what nobody asked for.
void TestDnsChannel::aFloodOfAnswersHasItsTurnAndNoMore()
{
    constexpr int unasked = AresChannel::receivesInATurn + 50; // what the smallest of buffers holds
    QUdpSocket server;
    QVERIFY(server.bind(QHostAddress::LocalHost));
    Questions questions(channelTo(server.localPort()));
    questions.ask("name.test");
    QTRY_VERIFY(server.hasPendingDatagrams());
    const QNetworkDatagram question = server.receiveDatagram();
    const auto asked = demo::dnsQuestionIn(question.data());
    QVERIFY(asked);
    const demo::dns::Answer answer{.records = {demo::aRecord("127.0.0.1")}};
    QByteArray other = demo::dnsAnswerTo(question.data(), *asked, answer);
    other[0] = static_cast<char>(~other[0]);
    for (int n = 0; n < unasked; ++n)
        server.writeDatagram(question.makeReply(other));
    server.writeDatagram(question.makeReply(demo::dnsAnswerTo(question.data(), *asked, answer)));
    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QCOMPARE(questions.answered, 0);
    QTRY_COMPARE(questions.good, 1);
}

void TestDnsChannel::silentNamesDelayNoOther()
{
    const qsizetype before = openDescriptors();
    {
        Server server([](const DnsAsked &asked) {
            return asked.name.startsWith("host") ? silence(asked) : goodAnswer(asked);
        });
        const auto channel = patientChannelTo(server->port());
        Questions silent(channel);
        for (int i = 0; i < 1'000; ++i)
            silent.ask(numbered(i));
        Questions other(channel);
        other.ask("good.test");
        QTRY_COMPARE(other.good, 1);
        QCOMPARE(silent.answered, 0);
    }
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QTRY_COMPARE(openDescriptors(), before);
}

/// However often it is asked for, and whether or not somebody still waits.
void TestDnsChannel::nameNobodyAnswersForIsUnderWayAFewTimesAtMost()
{
    Server server(
        [](const DnsAsked &asked) { return asked.name == "mute.test" ? silence(asked) : goodAnswer(asked); });
    const auto channel = patientChannelTo(server->port());
    Questions waiting(channel);
    for (int i = 0; i < 500; ++i)
        waiting.ask("mute.test");
    for (int i = 0; i < 500; ++i) {
        Questions forgotten(channel);
        forgotten.ask("mute.test");
    }
    Questions other(channel);
    other.ask("good.test");
    QTRY_COMPARE(other.good, 1);
    QCOMPARE(server->questions(), DnsChannel::mostOfOneName + 1);
    QCOMPARE(waiting.answered, 0);
}

void TestDnsChannel::oneAnswerIsForAllWhoAskMeanwhile()
{
    Server server([asked = 0](const DnsAsked &question) mutable {
        return ++asked == DnsChannel::mostOfOneName ? goodAnswer(question) : silence(question);
    });
    Questions questions(patientChannelTo(server->port()));
    for (int i = 0; i < 20; ++i)
        questions.ask("a.test");
    QTRY_COMPARE(questions.good, 20);
    QCOMPARE(questions.answered, 20);
    QCOMPARE(server->questions(), DnsChannel::mostOfOneName);
}

void TestDnsChannel::sameNameOfAnotherTypeIsAnotherQuestion()
{
    Server server([](const DnsAsked &asked) { return asked.type == 1 ? silence(asked) : goodAnswer(asked); });
    const auto channel = patientChannelTo(server->port());
    Questions mute(channel);
    for (int i = 0; i < 20; ++i)
        mute.ask("a.test");
    std::optional<DnsChannel::Reply> ofMx;
    const auto question =
        channel->ask({.name = "a.test", .type = DnsType::Mx}, [&](const auto &r) { ofMx = r; });
    QTRY_VERIFY(ofMx);
    QCOMPARE(ofMx->error(), DnsFault::NoData);
    QCOMPARE(mute.answered, 0);
}

/// More than a turn sends: those of the next turn have gone before it came.
void TestDnsChannel::forgottenNameIsNotSent()
{
    Server server(goodAnswer);
    const auto channel = patientChannelTo(server->port());
    {
        Questions forgotten(channel);
        for (int i = 0; i < 500; ++i)
            forgotten.ask(numbered(i));
    }
    Questions other(channel);
    other.ask("good.test");
    QTRY_COMPARE(other.good, 1);
    QCOMPARE(server->questions(), 101);
}

void TestDnsChannel::forgottenQuestionsGiveBackTheirSockets()
{
    Server server(silence);
    Questions questions(channelTo(server->port()));
    const qsizetype before = openDescriptors();
    for (int i = 0; i < 1'000; ++i)
        questions.ask(numbered(i));
    QVERIFY(openDescriptors() > before);
    questions.forget();
    QTRY_COMPARE(openDescriptors(), before);
    QCOMPARE(questions.answered, 0);
}

void TestDnsChannel::answersComeLaterThanAsk_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<DnsFault>("fault");
    QTest::newRow("bad name") << QByteArray(300, 'a') << DnsFault::BadName;
    QTest::newRow("nobody there") << QByteArray("a.test") << DnsFault::Unreachable;
}

void TestDnsChannel::answersComeLaterThanAsk()
{
    QFETCH(const QByteArray, name);
    Questions questions(channelTo(closedPort()));
    questions.ask(name);
    QCOMPARE(questions.answered, 0);
    QTRY_COMPARE(questions.answered, 1);
    QTEST(questions.last->error(), "fault");
}

void TestDnsChannel::callbackMayForgetEverything()
{
    Server server(goodAnswer);
    auto channel = channelTo(server->port());
    std::vector<std::unique_ptr<DnsChannel::Question>> running;
    int answered = 0;
    for (int i = 0; i < 10; ++i) {
        running.push_back(channel->ask({.name = numbered(i)}, [&](const auto &) {
            ++answered;
            running.clear();
            channel.reset();
        }));
    }
    QTRY_COMPARE(answered, 1);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCOMPARE(answered, 1);
}

void TestDnsChannel::lettingGoOfAllWithQuestionsRunningDoesNoHarm()
{
    const qsizetype before = openDescriptors();
    {
        Server server(silence);
        Questions questions(channelTo(server->port()));
        for (int i = 0; i < 300; ++i) // more than a turn sends
            questions.ask(numbered(i));
    }
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QTRY_COMPARE(openDescriptors(), before);
}

void TestDnsChannel::lostQuestionIsSentAgain()
{
    Server server([lost = false](const DnsAsked &asked) mutable {
        return std::exchange(lost, true) ? goodAnswer(asked) : silence(asked);
    });
    DnsSettings settings = dnsAt({server->port()});
    settings.resendAfter = 30ms;
    Questions questions(DnsChannel::create(settings, settings.servers.front()));
    questions.ask("a.test");
    QTRY_COMPARE(questions.good, 1);
    QVERIFY(server->questions() >= 2); // more where it was slow to answer
}

void TestDnsChannel::lookupNeverGivesUpOnSilence()
{
    Server server([asked = 0](const DnsAsked &question) mutable {
        return ++asked > 7 ? goodAnswer(question) : silence(question);
    });
    DnsSettings settings = dnsAt({server->port()});
    settings.resendAfter = 10ms;
    settings.sends = 2; // c-ares gives up after the second
    LookupRun run(settings);
    QTRY_VERIFY(run.reply);
    QVERIFY(run.reply->has_value());
}

void TestDnsChannel::nothingButSilenceMakesANewChannel()
{
    Server server([](const DnsAsked &asked) {
        return asked.name == "silent.test" ? silence(asked) : goodAnswer(asked);
    });
    DnsSettings settings = dnsAt({server->port()});
    settings.resendAfter = 10ms;
    settings.sends = 2;
    const auto servers = std::make_shared<DnsServers>(settings);
    const auto first = servers->overUdp(0);
    {
        Questions questions(first);
        questions.ask("good.test");
        QTRY_COMPARE(questions.good, 1);
        QCOMPARE(servers->overUdp(0), first);
        questions.ask("silent.test");
        QTRY_COMPARE(questions.answered, 2);
        QCOMPARE(questions.last->error(), DnsFault::TimedOut);
    }
    const auto second = servers->overUdp(0);
    QVERIFY(second != first);
    Questions again(second);
    again.ask("good.test");
    QTRY_COMPARE(again.good, 1);
}

void TestDnsChannel::nextServerIsAskedWhenOneFails_data()
{
    QTest::addColumn<demo::dns::Answer>("answer");
    QTest::newRow("FORMERR") << demo::dns::Answer{.rcode = 1};
    QTest::newRow("SERVFAIL") << demo::dns::Answer{.rcode = 2};
    QTest::newRow("NOTIMP") << demo::dns::Answer{.rcode = 4};
    QTest::newRow("REFUSED") << demo::dns::Answer{.rcode = 5};
    QTest::newRow("cut off") << demo::dns::Answer{.records = {demo::aRecord("127.0.0.1")}, .cutOff = 2};
    QTest::newRow("circle") << demo::dns::Answer{.records = {demo::nameRecord(5, "a.test")}};
    QTest::newRow("too long, without TCP") << demo::dns::Answer{.truncatedOverUdp = true};
}

void TestDnsChannel::nextServerIsAskedWhenOneFails()
{
    QFETCH(const demo::dns::Answer, answer);
    Server failing([answer](const DnsAsked &) { return answer; });
    Server good(goodAnswer);
    LookupRun run(dnsAt({failing->port(), good->port()}));
    QTRY_VERIFY(run.reply);
    QVERIFY(run.reply->has_value());
    QCOMPARE(failing->questions(), 1);
    QCOMPARE(good->questions(), 1);
}

void TestDnsChannel::nextServerIsAskedWhenOneIsSilent()
{
    Server silent(silence);
    Server good(goodAnswer);
    DnsSettings settings = dnsAt({silent->port(), good->port()});
    settings.resendAfter = 30ms;
    LookupRun run(settings);
    QTRY_VERIFY(run.reply);
    QVERIFY(run.reply->has_value());
    QVERIFY(silent->questions() >= 1);
}

/// It answers when the next has been asked, and that one never does.
void TestDnsChannel::silentServersLateAnswerCounts()
{
    const auto others = std::make_shared<std::atomic<int>>(0);
    Server late([others](const DnsAsked &asked) { return *others > 0 ? goodAnswer(asked) : silence(asked); });
    Server silent([others](const DnsAsked &asked) {
        ++*others;
        return silence(asked);
    });
    DnsSettings settings = dnsAt({late->port(), silent->port()});
    settings.resendAfter = 30ms;
    LookupRun run(settings);
    QTRY_VERIFY(run.reply);
    QVERIFY(run.reply->has_value());
}

void TestDnsChannel::faultIsToldWhenAllHaveHadTheirTurn_data()
{
    QTest::addColumn<bool>("isSilentFirst");
    QTest::newRow("silence, then a fault") << true;
    QTest::newRow("a fault, then silence") << false;
}

void TestDnsChannel::faultIsToldWhenAllHaveHadTheirTurn()
{
    QFETCH(const bool, isSilentFirst);
    Server silent(silence);
    Server failing([](const DnsAsked &) { return demo::dns::Answer{.rcode = 2}; });
    DnsSettings settings =
        isSilentFirst ? dnsAt({silent->port(), failing->port()}) : dnsAt({failing->port(), silent->port()});
    settings.resendAfter = 30ms;
    LookupRun run(settings);
    QTRY_VERIFY(run.reply);
    QCOMPARE(run.reply->error(), DnsFault::ServerFailure);
    QVERIFY(silent->questions() >= 1);
}

void TestDnsChannel::lastServersFaultIsTheFault()
{
    Server failing([](const DnsAsked &) { return demo::dns::Answer{.rcode = 2}; });
    Server refusing([](const DnsAsked &) { return demo::dns::Answer{.rcode = 5}; });
    LookupRun run(dnsAt({failing->port(), refusing->port()}));
    QTRY_VERIFY(run.reply);
    QCOMPARE(run.reply->error(), DnsFault::Refused);
}

void TestDnsChannel::whatTheNameIsIsAskedOfNoOther_data()
{
    QTest::addColumn<int>("rcode");
    QTest::addColumn<DnsFault>("fault");
    QTest::newRow("NXDOMAIN") << 3 << DnsFault::NoSuchName;
    QTest::newRow("no data") << 0 << DnsFault::NoData;
}

void TestDnsChannel::whatTheNameIsIsAskedOfNoOther()
{
    QFETCH(const int, rcode);
    Server first([rcode](const DnsAsked &) { return demo::dns::Answer{.rcode = rcode}; });
    Server second(goodAnswer);
    DnsSettings settings = dnsAt({first->port(), second->port()});
    settings.resendAfter = 1h;
    LookupRun run(settings);
    QTRY_VERIFY(run.reply);
    QTEST(run.reply->error(), "fault");
    QCOMPARE(second->questions(), 0);
}

void TestDnsChannel::truncatedWithoutTcpSaysSo_data()
{
    QTest::addColumn<bool>("isDeaf");
    QTest::newRow("nobody listens") << false;
    QTest::newRow("packets are dropped") << true;
}

void TestDnsChannel::truncatedWithoutTcpSaysSo()
{
    QFETCH(const bool, isDeaf);
    Server server([](const DnsAsked &) { return demo::dns::Answer{.truncatedOverUdp = true}; });
    const auto deaf = isDeaf ? std::make_unique<demo::DeafListener>(AF_INET, server->port()) : nullptr;
    DnsSettings settings = dnsAt({server->port()});
    settings.resendAfter = 30ms;
    LookupRun run(settings);
    QTRY_VERIFY(run.reply);
    QCOMPARE(run.reply->error(), DnsFault::Truncated);
}

void TestDnsChannel::useVcAsksOverTcpAlone()
{
    std::atomic<int> overUdp = 0;
    Server server(
        [&overUdp](const DnsAsked &asked) {
            overUdp += asked.overTcp ? 0 : 1;
            return goodAnswer(asked);
        },
        DnsFaultServer::Tcp::Served);
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("options use-vc\n");
    file.close();
    DnsSettings settings = dnsAt({server->port()});
    settings.resolvConf = file.fileName();
    LookupRun run(settings);
    QTRY_VERIFY(run.reply);
    QVERIFY(run.reply->has_value());
    QCOMPARE(overUdp, 0);
}

/// Without its zone it would be asked, and answer.
void TestDnsChannel::zoneOfNoNetworkIsNotDialled()
{
    QUdpSocket server;
    QVERIFY(server.bind(QHostAddress::LocalHostIPv6));
    const DnsServer known{QHostAddress(u"::1%lo"_s), server.localPort()};
    const DnsServer unknown{QHostAddress(u"::1%nosuch"_s), server.localPort()};
    const auto asked = [&server](const DnsServer &of) {
        const DnsSettings settings{.servers = {of}};
        Questions questions(DnsChannel::create(settings, of));
        questions.ask("a.test");
        (void)QTest::qWaitFor([&] { return server.hasPendingDatagrams() || questions.answered > 0; });
        const bool isAsked = server.hasPendingDatagrams();
        while (server.hasPendingDatagrams())
            (void)server.receiveDatagram();
        return isAsked;
    };
    QVERIFY(asked(known));
    QVERIFY(!asked(unknown));
}

FUSEBOX_LOOP_TEST(TestDnsChannel)
#include "tst_dns_channel.moc"

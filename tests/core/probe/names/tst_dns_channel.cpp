// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QNetworkDatagram>
#include <QTest>
#include <QUdpSocket>

#include "app/demo/dns_fault_server.h"
#include "core/probe/names/dns_lookup.h"
#include "tests/core/probe/dns_test_settings.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/on_thread.h"

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
    void silentNamesDelayNoOther();
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
    void lastServersFaultIsTheFault();
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
    return DnsChannel::create(settings, settings.servers);
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
    QElapsedTimer time;
    time.start();
    for (int i = 0; i < 1'000; ++i)
        questions.ask(numbered(i));
    QCOMPARE(questions.answered, 0);
    QTRY_COMPARE(questions.good, 1'000);
    qInfo("1,000 names in %lld ms", time.elapsed());
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

void TestDnsChannel::silentNamesDelayNoOther()
{
    const qsizetype before = openDescriptors();
    {
        Server server([](const DnsAsked &asked) {
            return asked.name.startsWith("host") ? silence(asked) : goodAnswer(asked);
        });
        const auto channel = channelTo(server->port());
        Questions silent(channel);
        for (int i = 0; i < 1'000; ++i)
            silent.ask(numbered(i));
        QTRY_VERIFY(server->questions() >= 1'000);
        Questions other(channel);
        QElapsedTimer time;
        time.start();
        other.ask("good.test");
        QTRY_COMPARE(other.good, 1);
        QVERIFY2(time.elapsed() < 200, qPrintable(QString::number(time.elapsed())));
        QCOMPARE(silent.answered, 0);
    }
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QTRY_COMPARE(openDescriptors(), before);
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
    Questions questions(DnsChannel::create(settings, settings.servers));
    questions.ask("a.test");
    QTRY_COMPARE(questions.good, 1);
    QCOMPARE(server->questions(), 2);
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
    const auto first = servers->askingFirst(0);
    {
        Questions questions(first);
        questions.ask("good.test");
        QTRY_COMPARE(questions.good, 1);
        QCOMPARE(servers->askingFirst(0), first);
        questions.ask("silent.test");
        QTRY_COMPARE(questions.answered, 2);
        QCOMPARE(questions.last->error(), DnsFault::TimedOut);
    }
    const auto second = servers->askingFirst(0);
    QVERIFY(second != first);
    Questions again(second);
    again.ask("good.test");
    QTRY_COMPARE(again.good, 1);
}

void TestDnsChannel::nextServerIsAskedWhenOneFails_data()
{
    QTest::addColumn<int>("rcode");
    QTest::newRow("FORMERR") << 1;
    QTest::newRow("SERVFAIL") << 2;
    QTest::newRow("NOTIMP") << 4;
    QTest::newRow("REFUSED") << 5;
}

void TestDnsChannel::nextServerIsAskedWhenOneFails()
{
    QFETCH(const int, rcode);
    Server failing([rcode](const DnsAsked &) { return demo::dns::Answer{.rcode = rcode}; });
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
    QCOMPARE(silent->questions(), 1);
}

void TestDnsChannel::lastServersFaultIsTheFault()
{
    Server failing([](const DnsAsked &) { return demo::dns::Answer{.rcode = 2}; });
    Server refusing([](const DnsAsked &) { return demo::dns::Answer{.rcode = 5}; });
    LookupRun run(dnsAt({failing->port(), refusing->port()}));
    QTRY_VERIFY(run.reply);
    QCOMPARE(run.reply->error(), DnsFault::Refused);
}

QTEST_GUILESS_MAIN(TestDnsChannel)
#include "tst_dns_channel.moc"

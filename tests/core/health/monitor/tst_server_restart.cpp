// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include <QTest>

#include "tests/support/endpoint_world.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace fusebox::testing;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::EffectiveState;
using resilience::ErrorClass;

/// A server that goes away under a hundred WebSockets, and comes back.
class TestServerRestart final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allAreBackSoonSpreadAndNoCircuitHasOpened_data();
    void allAreBackSoonSpreadAndNoCircuitHasOpened();
    void whoeverIsAwayForLongOpensEachCircuitOnce();
};

namespace {

constexpr int Endpoints = 100;

probe::ProbeFailure failure(ErrorClass errorClass)
{
    return {{.errorClass = errorClass}, probe::Phase::Connect};
}

/// How a dial ends while the server is away, and how long that takes.
struct Absence
{
    probe::ProbeFailure end = failure(ErrorClass::Refused);
    Nanoseconds takes{0};
};

Absence refuses()
{
    return {};
}

Absence swallows()
{
    return {failure(ErrorClass::Timeout), probe::Timeouts().connect};
}

/// What stands in front of it answers.
Absence isExcused(std::optional<Nanoseconds> retryAfter)
{
    auto end = failure(ErrorClass::HttpStatus);
    end.status = 503;
    end.retryAfter = retryAfter;
    return {end};
}

/// The hundred, and the server's side of their connections.
struct Fleet : EndpointWorld
{
    Absence absence = {};
    bool isAway = false;
    std::vector<probe::LinkId> connected = {};
    std::vector<TimePoint> back = {}; ///< when each has connected
    std::multimap<TimePoint, probe::LinkId> ending = {};
    std::size_t seen = 0; ///< dials

    explicit Fleet(const QString &url)
    {
        for (int i = 0; i < Endpoints; ++i) {
            settings::EndpointConfig config;
            config.id = QString::number(i);
            config.asked = QUrl(url);
            config.interval = 1h; // no pings but the first
            add(config);
        }
        run(8s);
    }

    void run(Nanoseconds time)
    {
        constexpr Nanoseconds step = 25ms;
        for (const TimePoint end = clock.now() + time; clock.now() < end;) {
            pass(step);
            serve();
        }
    }

    void goAway(const Absence &how, const probe::ProbeFailure &loss)
    {
        absence = how;
        isAway = true;
        for (const probe::LinkId link : std::exchange(connected, {}))
            dialler.send(link, probe::LinkClosed{loss});
    }
    void comeBack()
    {
        isAway = false;
        back.clear();
    }

private:
    void serve()
    {
        for (; seen < dialler.opened().size(); ++seen) {
            if (isAway)
                ending.emplace(clock.now() + absence.takes, dialler.opened()[seen]);
            else
                connect(dialler.opened()[seen]);
        }
        while (!ending.empty() && ending.begin()->first <= clock.now())
            dialler.send(ending.extract(ending.begin()).mapped(), probe::LinkClosed{absence.end});
    }
    void connect(probe::LinkId link)
    {
        dialler.send(link, probe::LinkConnected{3ms});
        dialler.send(link, probe::LinkPong{1ms});
        connected.push_back(link);
        back.push_back(clock.now());
    }
};

/// The most that came within a tenth of a second.
std::ptrdiff_t mostAtOnce(const std::vector<TimePoint> &times)
{
    std::ptrdiff_t most = 0;
    for (const TimePoint from : times)
        most = std::max(most, std::ranges::count_if(
                                  times, [from](TimePoint at) { return at >= from && at < from + 100ms; }));
    return most;
}

} // namespace

void TestServerRestart::allAreBackSoonSpreadAndNoCircuitHasOpened_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<int>("milliseconds"); // away for so long
    QTest::addColumn<Absence>("absence");
    QTest::addColumn<bool>("isQueued"); // most wait for their turn, and come as the host's limits let them
    for (const char *url : {"ws://127.0.0.1:1/", "wss://feed.example/"}) {
        for (const int away : {0, 3'000, 29'000}) {
            const auto row = [&](const char *how, const Absence &absence) {
                const bool isQueued = absence.takes > 0s && !QByteArray(url).contains("127.0.0.1");
                QTest::addRow("%s, %s, %d ms", url, how, away)
                    << QString::fromLatin1(url) << away << absence << isQueued;
            };
            row("refuses", refuses());
            row("swallows", swallows());
            row("503", isExcused({}));
            row("come back in 3 s", isExcused(3s));
        }
    }
}

void TestServerRestart::allAreBackSoonSpreadAndNoCircuitHasOpened()
{
    QFETCH(const QString, url);
    QFETCH(const int, milliseconds);
    QFETCH(const Absence, absence);
    QFETCH(const bool, isQueued);
    Fleet fleet(url);
    QCOMPARE(fleet.connected.size(), std::size_t(Endpoints));
    auto loss = failure(ErrorClass::Reset);
    loss.closeCode = 1012;
    fleet.goAway(absence, loss);
    fleet.run(std::chrono::milliseconds(milliseconds));
    fleet.comeBack();
    fleet.run(10s);
    QCOMPARE(fleet.connected.size(), std::size_t(Endpoints));
    QVERIFY(isQueued || mostAtOnce(fleet.back) <= Endpoints / 2);
    QVERIFY(fleet.told<TransitionEvent>().empty());
}

void TestServerRestart::whoeverIsAwayForLongOpensEachCircuitOnce()
{
    Fleet fleet(u"wss://feed.example/"_s);
    fleet.goAway(refuses(), failure(ErrorClass::Reset));
    fleet.run(30s);
    QVERIFY(fleet.told<TransitionEvent>().empty());
    const auto before = fleet.dials.size();
    fleet.run(5min);
    fleet.roster.forEach([](const Endpoint &endpoint) {
        QCOMPARE(effectiveState(endpoint.snapshot().circuit), EffectiveState::Open);
    });
    // Until it opens, some more dials; from then on one in half a minute.
    QVERIFY(fleet.dials.size() - before < std::size_t(Endpoints) * 25);
    fleet.comeBack();
    fleet.run(31s);
    QCOMPARE(fleet.connected.size(), std::size_t(Endpoints));
    QVERIFY(mostAtOnce(fleet.back) <= Endpoints / 2);
}

FUSEBOX_LOOP_TEST(TestServerRestart)
#include "tst_server_restart.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http/idle_connections.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::probe;
using namespace Qt::StringLiterals;
using Ids = std::vector<IdleConnections::Id>;

class TestIdleConnections final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lastUsedIsTakenFirstAndOnce();
    void keysAreKeptApart_data();
    void keysAreKeptApart();
    void limitOfOneKeyIsExact();
    void limitOfAllIsExact();
    void noneMayBeKept();
    void idleTimeoutIsExact();
    void forgottenIsGone();
    void deadlineIsThatOfTheOldest();
    void defaultLimits();
};

namespace {

const ConnectionKey key{.scheme = u"http"_s, .host = u"a.test"_s, .port = 80};
constexpr resilience::TimePoint start(1h);

} // namespace

void TestIdleConnections::lastUsedIsTakenFirstAndOnce()
{
    IdleConnections idle;
    QVERIFY(idle.put(key, 1, start).empty());
    QVERIFY(idle.put(key, 2, start).empty());
    QVERIFY(idle.take(key, start) == 2U);
    QVERIFY(idle.take(key, start) == 1U);
    QVERIFY(!idle.take(key, start));
}

void TestIdleConnections::keysAreKeptApart_data()
{
    QTest::addColumn<ConnectionKey>("other");
    const auto row = [](const char *name, auto change) {
        ConnectionKey other = key;
        change(other);
        QTest::newRow(name) << other;
    };
    row("scheme", [](auto &k) { k.scheme = u"https"_s; });
    row("host", [](auto &k) { k.host = u"b.test"_s; });
    row("port", [](auto &k) { k.port = 81; });
    row("trust", [](auto &k) { k.trust.allowSelfSigned = true; });
    row("client certificate", [](auto &k) { k.trust.clientCertificate = u"x"_s; });
    row("proxy", [](auto &k) { k.proxy.kind = ProxyKind::Http; });
    row("proxy's user", [](auto &k) { k.proxy.user = u"x"_s; });
    row("family", [](auto &k) { k.family = AddressFamily::IPv6; });
    row("version", [](auto &k) { k.version = HttpVersion::Http2; });
}

void TestIdleConnections::keysAreKeptApart()
{
    QFETCH(ConnectionKey, other);
    IdleConnections idle;
    (void)idle.put(key, 1, start);
    QVERIFY(!idle.take(other, start));
    QVERIFY(idle.take(key, start));
}

void TestIdleConnections::limitOfOneKeyIsExact()
{
    IdleConnections idle({.ofOneKey = 2, .all = 100});
    ConnectionKey other = key;
    other.port = 81;
    (void)idle.put(other, 9, start);
    QVERIFY(idle.put(key, 1, start).empty());
    QVERIFY(idle.put(key, 2, start).empty());
    QVERIFY(idle.put(key, 3, start) == Ids{1});
    QCOMPARE(idle.size(), std::size_t(3));
}

void TestIdleConnections::limitOfAllIsExact()
{
    IdleConnections idle({.ofOneKey = 20, .all = 2});
    for (IdleConnections::Id id = 1; id <= 3; ++id) {
        ConnectionKey own = key;
        own.port = static_cast<int>(id);
        QVERIFY(idle.put(own, id, start) == (id == 3 ? Ids{1} : Ids{}));
    }
}

void TestIdleConnections::noneMayBeKept()
{
    IdleConnections idle({.ofOneKey = 0, .all = 0});
    QVERIFY(idle.put(key, 1, start) == Ids{1});
    QCOMPARE(idle.size(), std::size_t(0));
}

void TestIdleConnections::idleTimeoutIsExact()
{
    IdleConnections idle({.idleTimeout = 10s});
    (void)idle.put(key, 1, start);
    QVERIFY(idle.expire(start + 10s - 1ns).empty());
    QVERIFY(!idle.take(key, start + 10s));
    QVERIFY(idle.expire(start + 10s) == Ids{1});
    QCOMPARE(idle.size(), std::size_t(0));

    (void)idle.put(key, 2, start);
    QVERIFY(idle.take(key, start + 10s - 1ns));
}

void TestIdleConnections::forgottenIsGone()
{
    IdleConnections idle;
    (void)idle.put(key, 1, start);
    (void)idle.put(key, 2, start);
    idle.forget(2);
    idle.forget(7);
    QVERIFY(idle.take(key, start) == 1U);
}

void TestIdleConnections::deadlineIsThatOfTheOldest()
{
    IdleConnections idle({.idleTimeout = 10s});
    QVERIFY(!idle.nextDeadline());
    (void)idle.put(key, 1, start);
    (void)idle.put(key, 2, start + 3s);
    QVERIFY(idle.nextDeadline() == start + 10s);
    QVERIFY(idle.expire(start + 12s) == Ids{1});
    QVERIFY(idle.nextDeadline() == start + 13s);
}

void TestIdleConnections::defaultLimits()
{
    IdleConnections idle;
    for (IdleConnections::Id id = 1; id <= 20; ++id)
        QVERIFY(idle.put(key, id, start).empty());
    QVERIFY(idle.put(key, 21, start) == Ids{1});
    for (IdleConnections::Id id = 100; id < 180; ++id) {
        ConnectionKey own = key;
        own.port = static_cast<int>(id);
        QVERIFY(idle.put(own, id, start).empty());
    }
    QCOMPARE(idle.size(), std::size_t(100));
    ConnectionKey own = key;
    own.port = 99;
    QVERIFY(idle.put(own, 99, start) == Ids{2});
    QVERIFY(idle.nextDeadline() == start + 60s);
}

FUSEBOX_LOOP_TEST(TestIdleConnections)
#include "tst_idle_connections.moc"

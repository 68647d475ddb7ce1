// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/names/name_cache.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::Nanoseconds;
using resilience::TimePoint;

class TestNameCache final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsForTheShorterOfTtlAndKeepFor_data();
    void holdsForTheShorterOfTtlAndKeepFor();
    void zeroTtlIsNotKept();
    void namesAndFamiliesAreApart();
    void newerAnswerReplacesTheOlder();
    void oldestGoesWhenFull();
    void learningAnewKeepsTheNewerWhenTheOlderWouldGo();
    void sizeStaysBoundedHoweverOftenOneNameIsLearnt();
};

namespace {

const TimePoint T0{1h};
const QList<QHostAddress> One{QHostAddress(u"192.0.2.1"_s)};
const QList<QHostAddress> Two{QHostAddress(u"192.0.2.2"_s)};
constexpr auto Any = AddressFamily::Any;

} // namespace

void TestNameCache::holdsForTheShorterOfTtlAndKeepFor_data()
{
    QTest::addColumn<Nanoseconds>("ttl");
    QTest::addColumn<Nanoseconds>("keepFor");
    QTest::addColumn<Nanoseconds>("holds");
    QTest::newRow("TTL") << Nanoseconds(3s) << Nanoseconds(10s) << Nanoseconds(3s);
    QTest::newRow("keepFor") << Nanoseconds(300s) << Nanoseconds(10s) << Nanoseconds(10s);
    QTest::newRow("largest TTL") << Nanoseconds(std::chrono::seconds(0x7fff'ffff)) << Nanoseconds(1h)
                                 << Nanoseconds(1h);
    QTest::newRow("ask anew") << Nanoseconds(300s) << Nanoseconds(0) << Nanoseconds(0);
}

void TestNameCache::holdsForTheShorterOfTtlAndKeepFor()
{
    QFETCH(const Nanoseconds, ttl);
    QFETCH(const Nanoseconds, keepFor);
    QFETCH(const Nanoseconds, holds);
    NameCache cache;
    cache.keep(u"a.test"_s, Any, {One, ttl}, T0);
    QCOMPARE(cache.find(u"a.test"_s, Any, keepFor, T0).has_value(), holds > 0ns);
    QCOMPARE(cache.find(u"a.test"_s, Any, keepFor, T0 + std::max<Nanoseconds>(holds - 1ns, 0ns)).has_value(),
             holds > 0ns);
    QVERIFY(!cache.find(u"a.test"_s, Any, keepFor, T0 + holds));
}

void TestNameCache::zeroTtlIsNotKept()
{
    NameCache cache;
    cache.keep(u"a.test"_s, Any, {One, 0s}, T0);
    QCOMPARE(cache.size(), std::size_t(0));
}

void TestNameCache::namesAndFamiliesAreApart()
{
    NameCache cache;
    cache.keep(u"a.test"_s, AddressFamily::IPv4, {One, 60s}, T0);
    QVERIFY(cache.find(u"a.test"_s, AddressFamily::IPv4, 10s, T0));
    QVERIFY(!cache.find(u"a.test"_s, Any, 10s, T0));
    QVERIFY(!cache.find(u"b.test"_s, AddressFamily::IPv4, 10s, T0));
}

void TestNameCache::newerAnswerReplacesTheOlder()
{
    NameCache cache;
    cache.keep(u"a.test"_s, Any, {One, 60s}, T0);
    cache.keep(u"a.test"_s, Any, {Two, 60s}, T0 + 8s);
    QCOMPARE(cache.find(u"a.test"_s, Any, 10s, T0 + 17s), Two);
}

void TestNameCache::oldestGoesWhenFull()
{
    NameCache cache(2);
    for (const QString &name : {u"a.test"_s, u"b.test"_s, u"c.test"_s})
        cache.keep(name, Any, {One, 60s}, T0);
    QVERIFY(!cache.find(u"a.test"_s, Any, 10s, T0));
    QVERIFY(cache.find(u"b.test"_s, Any, 10s, T0));
    QVERIFY(cache.find(u"c.test"_s, Any, 10s, T0));
}

void TestNameCache::learningAnewKeepsTheNewerWhenTheOlderWouldGo()
{
    NameCache cache(2);
    for (const QString &name : {u"a.test"_s, u"a.test"_s, u"b.test"_s})
        cache.keep(name, Any, {One, 60s}, T0);
    QVERIFY(cache.find(u"a.test"_s, Any, 10s, T0));
    QVERIFY(cache.find(u"b.test"_s, Any, 10s, T0));
}

void TestNameCache::sizeStaysBoundedHoweverOftenOneNameIsLearnt()
{
    NameCache cache(3);
    for (int i = 0; i < 100; ++i) {
        cache.keep(u"same.test"_s, Any, {One, 60s}, T0);
        cache.keep(QString::number(i), Any, {One, 60s}, T0);
    }
    QVERIFY(cache.size() <= 3);
}

FUSEBOX_PLAIN_TEST(TestNameCache)
#include "tst_name_cache.moc"

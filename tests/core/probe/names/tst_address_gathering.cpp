// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/names/address_gathering.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::TimePoint;

class TestAddressGathering final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneFamilyNeedsOneAnswer_data();
    void oneFamilyNeedsOneAnswer();
    void bothAreMergedIPv6First();
    void theOtherHasFiftyMillisecondsAfterTheFirst();
    void oneFamilysFailureIsNone();
    void theOtherHasHalfASecondToContradictNoSuchName();
    void addressesContradictNoSuchName();
    void failureThatSaysMostIsTold_data();
    void failureThatSaysMostIsTold();
};

namespace {

using enum AddressFamily;
const TimePoint T0{1h};
const QHostAddress V6(u"2001:db8::1"_s);
const QHostAddress V4(u"192.0.2.1"_s);

std::optional<AddressReply> found(const QHostAddress &address, std::chrono::seconds ttl = 60s)
{
    return AddressReply(FoundAddresses{{address}, ttl});
}
std::optional<AddressReply> failed(DnsFault fault)
{
    return AddressReply(tl::unexpected(fault));
}

} // namespace

void TestAddressGathering::oneFamilyNeedsOneAnswer_data()
{
    QTest::addColumn<AddressFamily>("family");
    QTest::newRow("IPv4") << IPv4;
    QTest::newRow("IPv6") << IPv6;
}

void TestAddressGathering::oneFamilyNeedsOneAnswer()
{
    QFETCH(const AddressFamily, family);
    AddressGathering gathering(family);
    QVERIFY(!gathering.result(T0));
    gathering.answered(family, *found(V4), T0);
    QCOMPARE(gathering.result(T0), found(V4));
}

void TestAddressGathering::bothAreMergedIPv6First()
{
    AddressGathering gathering(Any);
    gathering.answered(IPv4, *found(V4, 30s), T0);
    gathering.answered(IPv6, *found(V6, 60s), T0);
    QCOMPARE(gathering.result(T0), std::optional(AddressReply(FoundAddresses{{V6, V4}, 30s})));
}

void TestAddressGathering::theOtherHasFiftyMillisecondsAfterTheFirst()
{
    AddressGathering gathering(Any);
    gathering.answered(IPv4, *found(V4), T0);
    QCOMPARE(gathering.nextDeadline(), T0 + 50ms);
    QVERIFY(!gathering.result(T0 + 50ms - 1ns));
    QCOMPARE(gathering.result(T0 + 50ms), found(V4));
}

void TestAddressGathering::oneFamilysFailureIsNone()
{
    AddressGathering gathering(Any);
    gathering.answered(IPv6, *failed(DnsFault::ServerFailure), T0);
    QVERIFY(!gathering.result(T0 + 1h));
    gathering.answered(IPv4, *found(V4), T0);
    QCOMPARE(gathering.result(T0), found(V4));
}

void TestAddressGathering::theOtherHasHalfASecondToContradictNoSuchName()
{
    AddressGathering gathering(Any);
    gathering.answered(IPv4, *failed(DnsFault::NoSuchName), T0);
    QCOMPARE(gathering.nextDeadline(), T0 + 500ms);
    QVERIFY(!gathering.result(T0 + 500ms - 1ns));
    QCOMPARE(gathering.result(T0 + 500ms), failed(DnsFault::NoSuchName));
}

/// RFC 4074, 4.2: a server denies the name when asked for AAAA, though it has an A.
void TestAddressGathering::addressesContradictNoSuchName()
{
    AddressGathering gathering(Any);
    gathering.answered(IPv6, *failed(DnsFault::NoSuchName), T0);
    QVERIFY(!gathering.result(T0));
    gathering.answered(IPv4, *found(V4), T0 + 20ms);
    QCOMPARE(gathering.result(T0 + 20ms), found(V4));
}

void TestAddressGathering::failureThatSaysMostIsTold_data()
{
    QTest::addColumn<DnsFault>("of6");
    QTest::addColumn<DnsFault>("of4");
    QTest::addColumn<DnsFault>("told");
    using enum DnsFault;
    QTest::newRow("no data") << NoData << NoData << NoData;
    QTest::newRow("failure and no data") << ServerFailure << NoData << ServerFailure;
    QTest::newRow("no data and failure") << NoData << Refused << Refused;
    QTest::newRow("unknown and failure") << ServerFailure << NoSuchName << NoSuchName;
}

void TestAddressGathering::failureThatSaysMostIsTold()
{
    QFETCH(const DnsFault, of6);
    QFETCH(const DnsFault, of4);
    QFETCH(const DnsFault, told);
    AddressGathering gathering(Any);
    gathering.answered(IPv6, *failed(of6), T0);
    gathering.answered(IPv4, *failed(of4), T0);
    QCOMPARE(gathering.result(T0), failed(told));
}

FUSEBOX_PLAIN_TEST(TestAddressGathering)
#include "tst_address_gathering.moc"

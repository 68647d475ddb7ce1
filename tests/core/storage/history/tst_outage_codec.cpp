// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/storage/history/codec/outage_codec.h"
#include "tests/core/storage/history/stored_examples.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using health::WallTime;
using history::OutageRecord;
using storage::decodeOutage;
using storage::encodeOutage;

namespace {

const WallTime start(1'700'000'000s);

OutageRecord fullOutage()
{
    OutageRecord outage{.id = 1'700'000'000'000'123,
                        .from = start,
                        .to = start + 5min,
                        .cause = health::CommonCause{health::CauseKind::Resolver, u"192.0.2.1"_s},
                        .failure = probe::ProbeFailure(),
                        .endpoints = {{u"orders"_s, start, start + 5min}, {u"stock"_s, start + 1s, {}}},
                        .worstLatency = 7s};
    outage.failure->detail = "refused";
    outage.acts.push_back({start + 1min, u"orders"_s, health::ManualAct::ResetCircuit});
    return outage;
}

} // namespace

class TestOutageCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anOutageComesBack()
    {
        const OutageRecord outage = fullOutage();
        const auto back = decodeOutage(encodeOutage(outage));
        QVERIFY(back);
        QVERIFY(back->id == outage.id && back->from == outage.from && back->to == outage.to);
        QVERIFY(back->cause == outage.cause);
        QCOMPARE(back->failure->detail, "refused");
        QVERIFY(back->endpoints == outage.endpoints);
        QVERIFY(back->acts == outage.acts);
        QVERIFY(back->worstLatency == outage.worstLatency);
    }

    void oneThatLastsComesBack()
    {
        const auto back =
            decodeOutage(encodeOutage({.id = 1, .from = start, .endpoints = {{u"a"_s, start, {}}}}));
        QVERIFY(!back->to && !back->cause && !back->failure && !back->worstLatency);
    }

    void damageIsReadToItsEnd()
    {
        testing::readDamaged(encodeOutage(fullOutage()),
                             [](const QByteArray &bytes) { (void)decodeOutage(bytes); });
    }
};

FUSEBOX_PLAIN_TEST(TestOutageCodec)
#include "tst_outage_codec.moc"

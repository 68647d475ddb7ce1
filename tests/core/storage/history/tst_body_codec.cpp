// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/storage/history/codec/layers.h"
#include "tests/core/storage/history/stored_examples.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using history::Body;
using storage::decodeBody;
using storage::encodeBody;
using storage::Layer;
using storage::shapeOf;
using storage::StoredFault;

namespace {

/// With everything in it that there can be.
Body fullBody()
{
    Body body = testing::SomeChecks(1).body(200, 3s);
    for (std::size_t i = 0; i < body.outcomes.size(); ++i)
        body.outcomes[i] += static_cast<std::uint32_t>(i * 1'000);
    for (std::size_t i = 0; i < body.errors.size(); ++i)
        body.errors[i] += static_cast<std::uint32_t>(i * 77);
    for (std::size_t i = 0; i < body.time.gaps.size(); ++i)
        body.time.gaps[i] = i * 100ms;
    body.time.down = 1'234ms;
    body.attempts = 4;
    body.latencies.count(458, 70'000);
    return body;
}

Body thereAndBack(const Body &body, Layer layer)
{
    return decodeBody(encodeBody(body, shapeOf(layer)), shapeOf(layer)).value_or(Body());
}

} // namespace

class TestBodyCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tenSecondsComeBackExactly_data()
    {
        QTest::addColumn<int>("checks");
        QTest::newRow("empty") << 0;
        QTest::newRow("one") << 1;
        QTest::newRow("ten") << 10;
        QTest::newRow("forty") << 40;
    }
    void tenSecondsComeBackExactly()
    {
        QFETCH(int, checks);
        testing::SomeChecks some(7);
        for (int i = 0; i < 200; ++i) {
            const Body body = some.body(checks, 10s, 3);
            QVERIFY(thereAndBack(body, Layer::TenSeconds) == body);
        }
    }

    void everyFieldComesBack()
    {
        const Body body = fullBody();
        QVERIFY(thereAndBack(body, Layer::TenSeconds) == body);
    }

    void countsAndTimesAreExactInEachLayer_data()
    {
        QTest::addColumn<Layer>("layer");
        QTest::newRow("minutes") << Layer::Minutes;
        QTest::newRow("hours") << Layer::Hours;
    }
    void countsAndTimesAreExactInEachLayer()
    {
        QFETCH(Layer, layer);
        const Body body = fullBody();
        Body back = thereAndBack(body, layer);
        for (std::size_t i = 0; i < body.phases.size(); ++i) {
            const auto exact = static_cast<double>(body.phases[i].count());
            QVERIFY(std::abs(static_cast<double>(back.phases[i].count()) - exact) <= exact * 0.032);
        }
        back.phases = body.phases;
        if (layer == Layer::Minutes)
            back.phaseLatencies = body.phaseLatencies;
        QVERIFY(back == body);
    }

    /// What is sealed is opened and sealed anew where a clock was set back.
    void roundingTwiceIsRoundingOnce()
    {
        testing::SomeChecks some(3);
        for (int i = 1; i < 200; ++i) {
            const Body once = thereAndBack(some.body(i, 1min), Layer::Hours);
            QVERIFY(thereAndBack(once, Layer::Hours) == once);
        }
        for (unsigned mean = 0; mean < 100; ++mean) { // in microseconds, as those of this machine are
            for (const std::uint32_t answers : {1U, 3U, 60U}) {
                Body body;
                body.measured = body.count(health::CheckOutcome::Success) = answers;
                body.phases.fill(Body::Microseconds(mean * answers));
                const Body once = thereAndBack(body, Layer::Hours);
                QVERIFY(thereAndBack(once, Layer::Hours) == once);
            }
        }
    }

    void aMinuteOfOneThatIsUpIsShort()
    {
        testing::SomeChecks some(5);
        QVERIFY(encodeBody(some.body(60, 1min, 1'000'000), shapeOf(Layer::Minutes)).size() < 60);
        Body idle;
        idle.time.up = 1min;
        QCOMPARE(encodeBody(idle, shapeOf(Layer::Minutes)).size(), 4);
    }

    void anotherVersionIsNewer()
    {
        QByteArray bytes = encodeBody(fullBody(), shapeOf(Layer::TenSeconds));
        bytes[0] = 2;
        QCOMPARE(decodeBody(bytes, shapeOf(Layer::TenSeconds)).error(), StoredFault::Newer);
    }

    void whatFollowsIsAFault()
    {
        const QByteArray bytes = encodeBody(fullBody(), shapeOf(Layer::TenSeconds)) + 'x';
        QCOMPARE(decodeBody(bytes, shapeOf(Layer::TenSeconds)).error(), StoredFault::TooLong);
    }

    void aBucketThatIsNoneIsAFault()
    {
        storage::ByteWriter out;
        out.byte(1);   // version
        out.byte(0);   // no flag
        out.number(1); // success
        out.number(0); // up, down
        out.number(0);
        out.number(0); // no gap
        out.number(1); // a cell
        out.byte(0xff);
        out.number(459);
        out.number(1);
        QCOMPARE(decodeBody(out.written(), shapeOf(Layer::TenSeconds)).error(), StoredFault::OutOfBounds);
    }

    void damageIsReadToItsEnd()
    {
        for (const Layer layer : {Layer::TenSeconds, Layer::Minutes, Layer::Hours})
            testing::readDamaged(encodeBody(fullBody(), shapeOf(layer)), [layer](const QByteArray &bytes) {
                if (auto body = decodeBody(bytes, shapeOf(layer)))
                    *body += Body(*body);
            });
    }
};

FUSEBOX_PLAIN_TEST(TestBodyCodec)
#include "tst_body_codec.moc"

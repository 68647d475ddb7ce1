// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/storage/history/codec/chunk_codec.h"
#include "tests/core/storage/history/stored_examples.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using history::Body;
using storage::ChunkBodies;
using storage::decodeChunk;
using storage::encodeChunk;
using storage::Layer;
using storage::StoredFault;

namespace {

ChunkBodies chunkOf(Layer layer, int checks, const std::vector<int> &places)
{
    testing::SomeChecks some(11);
    ChunkBodies bodies;
    for (const int place : places)
        bodies[place] = some.body(checks, shapeOf(layer).length);
    return bodies;
}

std::vector<int> all(Layer layer)
{
    std::vector<int> places(static_cast<std::size_t>(mostInChunk(layer)));
    std::iota(places.begin(), places.end(), 0);
    return places;
}

bool isSame(const ChunkBodies &a, const ChunkBodies &b)
{
    return std::ranges::equal(a, b, [](const auto &one, const auto &other) {
        return one.first == other.first && one.second.outcomes == other.second.outcomes &&
               one.second.latencies == other.second.latencies && one.second.time == other.second.time;
    });
}

} // namespace

class TestChunkCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bodiesComeBackInTheirPlaces_data()
    {
        QTest::addColumn<Layer>("layer");
        QTest::addColumn<std::vector<int>>("places");
        for (const Layer layer : {Layer::Minutes, Layer::Hours}) {
            QTest::addRow("none, %d", int(layer)) << layer << std::vector<int>();
            QTest::addRow("all, %d", int(layer)) << layer << all(layer);
            QTest::addRow("some, %d", int(layer)) << layer << std::vector{1, 2, 7, mostInChunk(layer) - 1};
        }
    }
    void bodiesComeBackInTheirPlaces()
    {
        QFETCH(Layer, layer);
        QFETCH(std::vector<int>, places);
        const ChunkBodies bodies = chunkOf(layer, 60, places);
        const auto back = decodeChunk(encodeChunk(bodies, layer), layer);
        QVERIFY(back);
        QVERIFY(isSame(*back, bodies));
    }

    /// So much of an endpoint-hour at a check a second, together with its hour; less than the two kilobytes
    /// that there may be on the disk, where pages are never full.
    void anHourTakesSoMuch()
    {
        const auto minutes = encodeChunk(chunkOf(Layer::Minutes, 60, all(Layer::Minutes)), Layer::Minutes);
        const auto hours = encodeChunk(chunkOf(Layer::Hours, 3'600, all(Layer::Hours)), Layer::Hours);
        QVERIFY2(minutes.size() < 1'200, qPrintable(QString::number(minutes.size())));
        QVERIFY2(hours.size() / 24 < 600, qPrintable(QString::number(hours.size() / 24)));
    }

    void whatIsNoChunkSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<StoredFault>("fault");
        const QByteArray good = encodeChunk(chunkOf(Layer::Minutes, 60, {3}), Layer::Minutes);
        QTest::newRow("empty") << QByteArray() << StoredFault::CutOff;
        QTest::newRow("newer") << QByteArray("\x02\x05hello", 7) << StoredFault::Newer;
        QTest::newRow("not compressed") << QByteArray("\x01\x05hello", 7) << StoredFault::NotCompressed;
        QTest::newRow("cut") << good.first(good.size() - 3) << StoredFault::NotCompressed;
        QTest::newRow("a promise of a gigabyte")
            << QByteArray("\x01\x80\x80\x80\x80\x04hello", 11) << StoredFault::OutOfBounds;
    }
    void whatIsNoChunkSaysWhy()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(StoredFault, fault);
        const auto chunk = decodeChunk(bytes, Layer::Minutes);
        QVERIFY(!chunk);
        QCOMPARE(chunk.error(), fault);
    }

    /// The sum at its end tells.
    void aByteThatIsAnotherIsNoticed()
    {
        const QByteArray good = encodeChunk(chunkOf(Layer::Minutes, 60, all(Layer::Minutes)), Layer::Minutes);
        int unnoticed = 0;
        testing::readDamaged(good, [&](const QByteArray &bytes) {
            unnoticed += bytes != good && decodeChunk(bytes, Layer::Minutes);
        });
        QCOMPARE(unnoticed, 0);
    }
};

FUSEBOX_PLAIN_TEST(TestChunkCodec)
#include "tst_chunk_codec.moc"

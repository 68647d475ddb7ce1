// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/storage/history/history_backlog.h"
#include "tests/support/builders.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using history::slotLength;
using storage::HistoryBacklog;
using storage::HistoryBatch;
using storage::WallTime;

namespace {

const WallTime start(1'000'000s);

/// A piece of one check for each of so many endpoints.
HistoryBatch pieces(int slot, std::size_t number)
{
    HistoryBatch batch;
    for (std::size_t i = 0; i < number; ++i) {
        history::Piece piece{u"e%1"_s.arg(i), start + slot * slotLength, {}};
        piece.body.count(health::CheckOutcome::Success) = 1;
        batch.records.pieces.push_back(std::move(piece));
    }
    return batch;
}

HistoryBatch events(std::size_t number)
{
    HistoryBatch batch;
    for (std::size_t i = 0; i < number; ++i)
        batch.records.events.push_back(
            {{{}, start + std::chrono::milliseconds(i)}, u"a"_s, health::ManualEvent{}});
    return batch;
}

std::vector<history::Stretch> notStoredIn(const HistoryBatch &batch)
{
    std::vector<history::Stretch> stretches;
    for (const auto &event : batch.records.events)
        if (const auto *gap = std::get_if<health::GapEvent>(&event.what);
            gap && gap->cause == health::GapCause::NotStored)
            stretches.push_back(
                {event.at.wall - std::chrono::duration_cast<std::chrono::milliseconds>(*gap->length),
                 event.at.wall});
    return stretches;
}

} // namespace

class TestHistoryBacklog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatComesIsTakenOnce()
    {
        HistoryBacklog backlog;
        backlog.add(pieces(0, 2));
        backlog.add(events(3));
        const HistoryBatch batch = backlog.take();
        QCOMPARE(batch.records.pieces.size(), 2U);
        QCOMPARE(batch.records.events.size(), 3U);
        QVERIFY(backlog.isEmpty());
    }

    void whatIsGivenBackComesFirst()
    {
        HistoryBacklog backlog;
        backlog.add(pieces(0, 1));
        HistoryBatch taken = backlog.take();
        backlog.add(pieces(1, 1));
        backlog.giveBack(std::move(taken));
        const HistoryBatch batch = backlog.take();
        QCOMPARE(batch.records.pieces.size(), 2U);
        QCOMPARE(batch.records.pieces.front().slot, start);
    }

    void whatIsOfTheSameSlotBecomesOneBeforeAnythingIsDropped()
    {
        HistoryBacklog backlog;
        for (int i = 0; i < 6; ++i)
            backlog.add(pieces(0, HistoryBacklog::mostPieces / 4));
        const HistoryBatch batch = backlog.take();
        QCOMPARE(backlog.droppedEver(), 0U);
        std::uint32_t checks = 0;
        for (const history::Piece &piece : batch.records.pieces)
            checks += piece.body.checks();
        QCOMPARE(checks, 6 * HistoryBacklog::mostPieces / 4);
        QVERIFY(notStoredIn(batch).empty());
    }

    void theOldestDetailGoesAndIsToldOf()
    {
        HistoryBacklog backlog;
        constexpr std::size_t each = HistoryBacklog::mostPieces / 5;
        for (int slot = 0; slot < 6; ++slot)
            backlog.add(pieces(slot, each));
        const HistoryBatch batch = backlog.take();
        QVERIFY(batch.records.pieces.size() <= HistoryBacklog::mostPieces);
        QCOMPARE(batch.records.pieces.size() + backlog.droppedEver(), 6 * each);
        QCOMPARE(batch.records.pieces.back().slot, start + 5 * slotLength);
        const auto gaps = notStoredIn(batch);
        QCOMPARE(gaps.size(), 1U);
        QCOMPARE(gaps.front().from, start);
        QVERIFY(gaps.front().to > start && gaps.front().to <= start + 3 * slotLength);
    }

    void eventsStayWhereDetailGoes()
    {
        HistoryBacklog backlog;
        backlog.add(events(1'000));
        for (int slot = 0; slot < 10; ++slot)
            backlog.add(pieces(slot, HistoryBacklog::mostPieces / 5));
        QCOMPARE(backlog.take().records.events.size(), 1'001U); // and the one that says so
    }

    void aFloodOfEventsHasAnEnd()
    {
        HistoryBacklog backlog;
        backlog.add(events(HistoryBacklog::mostEvents + 1));
        QVERIFY(backlog.take().records.events.size() <= HistoryBacklog::mostEvents);
    }

    /// However often it could not be written either.
    void whatWasDroppedIsToldOnce()
    {
        HistoryBacklog backlog;
        for (int slot = 0; slot < 30; ++slot) {
            backlog.add(pieces(slot, HistoryBacklog::mostPieces / 4));
            backlog.giveBack(backlog.take());
        }
        const auto gaps = notStoredIn(backlog.take());
        QCOMPARE(gaps.size(), 1U);
        QCOMPARE(gaps.front().from, start);
        QVERIFY(gaps.front().to > start + 20 * slotLength);
        QVERIFY(backlog.isEmpty());
    }
};

FUSEBOX_PLAIN_TEST(TestHistoryBacklog)
#include "tst_history_backlog.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <mutex>

#include <QTest>

#include "core/storage/history/history_writer.h"
#include "tests/core/storage/history/history_folder.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using storage::HistoryBatch;
using storage::HistoryState;
using storage::HistoryWriter;
using Kind = storage::HistoryState::Kind;

namespace {

const QString orders = u"orders"_s;

HistoryBatch anEvent()
{
    HistoryBatch batch;
    batch.records.events.push_back({{{}, storage::WallTime(1h)}, orders, health::ManualEvent{}});
    return batch;
}

/// A writer, and what it says of itself.
struct Written
{
    testing::HistoryFolder history = {};
    HistoryState state = {};
    std::vector<Kind> kinds = {};
    std::unique_ptr<HistoryWriter> writer = {};

    QString path() const { return history.folder.filePath(u"h.db"_s); }
    void begin()
    {
        writer = std::make_unique<HistoryWriter>(
            HistoryWriter::Setup{.path = path(), .clock = history.clock, .told = [this](const auto &told) {
                                     state = told; // read after flush() alone, which comes later
                                     kinds.push_back(told.kind);
                                 }});
    }
    void write()
    {
        writer->add(anEvent());
        writer->flush();
    }
    std::size_t events() const
    {
        const auto reader = storage::HistoryReader::open(path());
        return reader ? (*reader)->events({}).size() : 0;
    }
};

void fill(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

} // namespace

class TestHistoryWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsAddedIsWritten()
    {
        Written written;
        written.begin();
        written.write();
        QCOMPARE(written.events(), 1U);
        QCOMPARE(written.state.kind, Kind::Writing);
        QCOMPARE(written.state.journalMode, u"wal"_s);
    }

    void whatIsLeftIsWrittenAtTheEnd()
    {
        Written written;
        written.begin();
        written.writer->add(anEvent());
        written.writer.reset();
        QCOMPARE(written.events(), 1U);
    }

    void itResumesByItself()
    {
        Written written;
        QVERIFY(QDir().mkpath(written.path())); // no file can be where a folder is
        written.begin();
        written.write();
        QCOMPARE(written.state.kind, Kind::CannotWrite);
        QVERIFY(!std::get<QString>(written.state.obstacle).isEmpty());
        QVERIFY(QDir().rmdir(written.path()));
        written.write();
        QCOMPARE(written.state.kind, Kind::Writing);
        QVERIFY(written.state.obstacle == storage::Obstacle());
        QCOMPARE(written.events(), 2U);
        QCOMPARE(written.kinds.size(), 2U); // told when it changed, not each time
    }

    void whoHasItAlreadyIsNamed()
    {
        Written written;
        auto lock = storage::HistoryLock::take(written.path());
        QVERIFY(lock);
        written.begin();
        written.write();
        QVERIFY(written.state.obstacle ==
                storage::Obstacle(storage::HeldBy{QCoreApplication::applicationPid()}));
        QCOMPARE(written.events(), 0U);
    }

    void damageIsPutAsideAndANewOneBegun_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("no database") << QByteArray(100'000, 'x');
        QTest::newRow("a head alone") << QByteArray("SQLite format 3\0", 16) + QByteArray(5'000, 'x');
    }
    void damageIsPutAsideAndANewOneBegun()
    {
        QFETCH(QByteArray, content);
        Written written;
        fill(written.path(), content);
        written.begin();
        written.write();
        written.write();
        QCOMPARE(written.state.kind, Kind::Writing);
        QVERIFY(!written.state.setAside.isEmpty());
        QCOMPARE(QFileInfo(written.state.setAside).size(), content.size());
        QCOMPARE(written.events(), 2U);
    }

    void aForeignFileIsLeftAlone()
    {
        Written written;
        {
            storage::Connection connection(written.path(), storage::Connection::Access::Write);
            connection.run(u"CREATE TABLE of_others (a)"_s);
        }
        written.begin();
        written.write();
        QCOMPARE(written.state.kind, Kind::CannotWrite);
        QVERIFY(written.state.obstacle == storage::Obstacle(storage::ForeignFile()));
        QVERIFY(written.state.setAside.isEmpty());
    }

    /// One that nothing can come of would stand in the way of all that follow.
    void whatTheDatabaseRefusesIsNotTriedForEver()
    {
        Written written;
        written.begin();
        written.write();
        {
            storage::Connection connection(written.path(), storage::Connection::Access::Write);
            connection.run(
                u"CREATE TRIGGER never BEFORE INSERT ON note BEGIN SELECT raise(ABORT, 'no'); END"_s);
            QVERIFY(!connection.fault());
        }
        HistoryBatch batch = anEvent();
        batch.notes.push_back({1, storage::WallTime(1h), u"a note"_s});
        written.writer->add(std::move(batch));
        written.writer->flush();
        written.write();
        QCOMPARE(written.state.kind, Kind::Writing);
        QVERIFY(written.state.dropped > 0);
    }

    void settingsAreThoseOfTheNextTurn()
    {
        Written written;
        written.history.clock.advance(72h);
        written.begin();
        HistoryBatch batch = anEvent();
        batch.records.events.front().at.wall = written.history.clock.wallNow() - 48h;
        written.writer->add(std::move(batch));
        written.writer->flush();
        QCOMPARE(written.events(), 1U);
        written.writer->setSettings({.minutes = 1h, .hours = 24h});
        written.writer->flush();
        written.writer->flush();
        QCOMPARE(written.events(), 0U);
    }
};

FUSEBOX_LOOP_TEST(TestHistoryWriter)
#include "tst_history_writer.moc"

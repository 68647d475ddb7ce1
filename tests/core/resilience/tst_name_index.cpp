// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <map>
#include <string>
#include <thread>

#include <QTest>

#include "core/resilience/name_index.h"
#include "core/resilience/random.h"
#include "tests/support/long_run.h"
#include "tests/support/test_program.h"

using namespace fusebox::resilience;

class NameIndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsNamesApart_data();
    void tellsNamesApart();
    void cannotTellOfLongNames();
    void behavesAsAMapUnderAnyOrderOfChanges();
    void readersSeeWhatStaysWhileOthersComeAndGo();
};

void NameIndexTest::tellsNamesApart_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::newRow("last character") << QByteArray(47, 'a') << QByteArray(46, 'a') + 'b';
    QTest::newRow("length") << QByteArray(46, 'a') << QByteArray(47, 'a');
    QTest::newRow("null characters") << QByteArray("a\0", 2) << QByteArray("a");
    QTest::newRow("empty") << QByteArray() << QByteArray("\0", 1);
}

void NameIndexTest::tellsNamesApart()
{
    QFETCH(const QByteArray, one);
    QFETCH(const QByteArray, other);
    int value = 0;
    NameIndex<int> index;
    index.insert(one.toStdString(), &value);
    QCOMPARE(index.find(one.toStdString()), &value);
    QCOMPARE(index.find(other.toStdString()), nullptr);
}

void NameIndexTest::cannotTellOfLongNames()
{
    int value = 0;
    NameIndex<int> index;
    const std::string tooLong(NameIndex<int>::kLongestName + 1, 'a');
    index.insert(tooLong, &value);
    QCOMPARE(index.find(tooLong), std::nullopt);
    QCOMPARE(index.size(), std::size_t(0));
    index.erase(tooLong);
}

/// Few names and many changes: every slot is freed and taken again, and gaps are closed in every way.
void NameIndexTest::behavesAsAMapUnderAnyOrderOfChanges()
{
    std::array<int, 200> values = {};
    std::map<std::string, int *> model;
    NameIndex<int> index;
    Random random(7);
    for (int step = 0; step < fusebox::testing::timesToRun(100'000); ++step) {
        const auto i = random() % values.size();
        const auto name = std::to_string(i * 7919);
        if (random() % 2 == 0) {
            index.insert(name, &values[i]);
            model[name] = &values[i];
        } else {
            index.erase(name);
            model.erase(name);
        }
        QCOMPARE(index.size(), model.size());
        const auto asked = std::to_string(random() % values.size() * 7919);
        const auto expected = model.find(asked);
        QCOMPARE(index.find(asked), expected == model.end() ? nullptr : expected->second);
    }
}

void NameIndexTest::readersSeeWhatStaysWhileOthersComeAndGo()
{
    int stays = 0;
    int goes = 0;
    NameIndex<int> index;
    index.insert("stays", &stays);
    std::atomic<bool> stop = false;
    std::atomic<int> wrong = 0;
    std::thread reader([&] {
        while (!stop) {
            const auto found = index.find("stays");
            wrong += found && *found != &stays ? 1 : 0;
        }
    });
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 1000; ++i)
            index.insert(std::to_string(i), &goes);
        for (int i = 0; i < 1000; ++i)
            index.erase(std::to_string(i));
    }
    stop = true;
    reader.join();
    QCOMPARE(wrong.load(), 0);
    QCOMPARE(index.find("stays"), &stays);
}

FUSEBOX_PLAIN_TEST(NameIndexTest)
#include "tst_name_index.moc"

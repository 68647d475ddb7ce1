// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/storage/nearest_word.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;

class TestNearestWord : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatWasMeant_data();
    void findsWhatWasMeant();
};

void TestNearestWord::findsWhatWasMeant_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("meant");
    QTest::newRow("letter too much") << u"intervall"_s << u"interval"_s;
    QTest::newRow("letter missing") << u"intrval"_s << u"interval"_s;
    QTest::newRow("letters swapped") << u"ulr"_s << u"url"_s;
    QTest::newRow("other case") << u"URL"_s << u"url"_s;
    QTest::newRow("camel case") << u"slowAfter"_s << u"slow_after"_s;
    QTest::newRow("dashes") << u"slow-after"_s << u"slow_after"_s;
    QTest::newRow("nearer of two") << u"timeoutss"_s << u"timeouts"_s;
    QTest::newRow("nothing alike") << u"frequency"_s << QString();
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("endless") << QString(100'000, u'x') << QString();
}

void TestNearestWord::findsWhatWasMeant()
{
    QFETCH(const QString, typed);
    const auto word = fusebox::storage::nearestWord(
        typed, {"id"_L1, "url"_L1, "interval"_L1, "timeout"_L1, "timeouts"_L1, "slow_after"_L1});
    QTEST(word ? QString(*word) : QString(), "meant");
}

FUSEBOX_LOOP_TEST(TestNearestWord)
#include "tst_nearest_word.moc"

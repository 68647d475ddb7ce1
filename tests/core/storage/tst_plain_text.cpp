// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/storage/plain_text.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using fusebox::storage::escaped;
using fusebox::storage::shortened;

class TestPlainText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void escapesWhatCouldSteerATerminal_data();
    void escapesWhatCouldSteerATerminal();
    void cutsWithoutBreakingACharacter_data();
    void cutsWithoutBreakingACharacter();
};

void TestPlainText::escapesWhatCouldSteerATerminal_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("safe");
    QTest::newRow("plain") << u"zażółć 😀 \\"_s << u"zażółć 😀 \\"_s;
    QTest::newRow("lines") << u"a\r\n\tb"_s << u"a\\r\\n\\tb"_s;
    QTest::newRow("escape sequence") << u"\u001b[2J"_s << u"\\u001b[2J"_s;
    QTest::newRow("C1 control") << u"\u009b2J"_s << u"\\u009b2J"_s;
    QTest::newRow("delete") << u"\u007f"_s << u"\\u007f"_s;
    QTest::newRow("right to left") << u"a\u202eb"_s << u"a\\u202eb"_s;
    QTest::newRow("line separator") << u"a\u2028b"_s << u"a\\u2028b"_s;
    QTest::newRow("family") << u"\U0001f468\u200d\U0001f469"_s << u"\U0001f468\u200d\U0001f469"_s;
    QTest::newRow("Persian") << u"\u0645\u06cc\u200c\u062e"_s << u"\u0645\u06cc\u200c\u062e"_s;
    QTest::newRow("joiner at the ends") << u"\u200da\u200c"_s << u"\\u200da\\u200c"_s;
    QTest::newRow("zero-width space") << u"a\u200bb"_s << u"a\\u200bb"_s;
    QTest::newRow("lone surrogate") << QString(QChar(0xd800)) << u"\\ud800"_s;
    QTest::newRow("tag character") << u"\U000e0041"_s << u"\\ue0041"_s;
}

void TestPlainText::escapesWhatCouldSteerATerminal()
{
    QFETCH(const QString, text);
    QTEST(escaped(text), "safe");
}

void TestPlainText::cutsWithoutBreakingACharacter_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cut");
    QTest::newRow("short enough") << u"abcd"_s << u"abcd"_s;
    QTest::newRow("too long") << u"abcde"_s << u"abc…"_s;
    QTest::newRow("pair at the cut") << u"ab😀de"_s << u"ab…"_s;
}

void TestPlainText::cutsWithoutBreakingACharacter()
{
    QFETCH(const QString, text);
    QTEST(shortened(text, 4), "cut");
}

FUSEBOX_LOOP_TEST(TestPlainText)
#include "tst_plain_text.moc"

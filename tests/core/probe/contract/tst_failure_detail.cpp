// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/contract/failure_detail.h"
#include "tests/support/test_program.h"

using fusebox::probe::failureDetail;
using fusebox::probe::SecretMask;

class TestFailureDetail final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsUtf8OrElseLatin1_data();
    void textIsUtf8OrElseLatin1();
    void isCutBetweenCharacters();
    void secretsAreMasked_data();
    void secretsAreMasked();
    void secretAtTheCutLeavesNothingOfItself();
};

void TestFailureDetail::textIsUtf8OrElseLatin1_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<QByteArray>("detail");
    QTest::newRow("ASCII") << QByteArray("Not Found") << QByteArray("Not Found");
    QTest::newRow("UTF-8") << QByteArray("z\xc3\xbcrich \xe2\x82\xac")
                           << QByteArray("z\xc3\xbcrich \xe2\x82\xac");
    QTest::newRow("Latin-1") << QByteArray("z\xfcrich") << QByteArray("z\xc3\xbcrich");
    QTest::newRow("nothing") << QByteArray() << QByteArray();
}

void TestFailureDetail::textIsUtf8OrElseLatin1()
{
    QFETCH(QByteArray, said);
    QFETCH(QByteArray, detail);
    QCOMPARE(QByteArray::fromStdString(failureDetail(said, {})), detail);
}

void TestFailureDetail::isCutBetweenCharacters()
{
    QCOMPARE(failureDetail(QByteArray(300, 'x'), {}), std::string(200, 'x'));
    QCOMPARE(failureDetail(QByteArray(199, 'x') + "\xe2\x82\xac", {}), std::string(199, 'x'));
    QCOMPARE(failureDetail(QByteArray(197, 'x') + "\xe2\x82\xac and more", {}),
             std::string(197, 'x') + "\xe2\x82\xac");
}

void TestFailureDetail::secretsAreMasked_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QByteArray>("detail");
    const auto row = [](const char *name, const char *said, const char *secret, const char *detail) {
        QTest::newRow(name) << QByteArray(said) << QByteArray(secret) << QByteArray(detail);
    };
    row("as it is, each time", "no s3cret, no s3cret!", "s3cret", "no ***, no ***!");
    row("percent-encoded", "/?t=a%2Fb%20c", "a/b c", "/?t=***");
    row("as URLs leave it", "/?t=a/b%20c", "a/b c", "/?t=***");
    row("UTF-8 in UTF-8",
        "no s\xc3\xa9"
        "cret!",
        "s\xc3\xa9"
        "cret",
        "no ***!");
    row("UTF-8 in Latin-1",
        "no s\xe9"
        "cret!",
        "s\xc3\xa9"
        "cret",
        "no ***!");
    row("UTF-8 in a mixture",
        "\xff s\xc3\xa9"
        "cret!",
        "s\xc3\xa9"
        "cret",
        "\xc3\xbf ***!");
    row("its beginning, where the text ends", "no s3cre", "s3cret", "no ***");
    row("too short to be one", "a b c", "b", "a b c");
    row("none", "a b c", "", "a b c");
}

void TestFailureDetail::secretsAreMasked()
{
    QFETCH(QByteArray, said);
    QFETCH(QByteArray, secret);
    QFETCH(QByteArray, detail);
    QCOMPARE(QByteArray::fromStdString(failureDetail(said, SecretMask({secret}))), detail);
}

void TestFailureDetail::secretAtTheCutLeavesNothingOfItself()
{
    for (qsizetype before = 190; before <= 200; ++before) {
        const auto detail =
            failureDetail(QByteArray(before, 'x') + "s3cret and more", SecretMask({"s3cret"}));
        QVERIFY(detail.size() <= 200);
        QVERIFY(detail.find("s3") == std::string::npos);
    }
}

FUSEBOX_LOOP_TEST(TestFailureDetail)
#include "tst_failure_detail.moc"

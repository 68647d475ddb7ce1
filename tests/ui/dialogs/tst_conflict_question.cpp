// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDialog>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/widget_test.h"
#include "tests/ui/shown_window.h"

using namespace fusebox;

class TestConflictQuestion : public QObject, private testing::ShownWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window.reset(); }

    void showsTheLinesAsTheyAre()
    {
        ask({QStringLiteral("<b>a</b>: interval"), QStringLiteral("b: removed")});
        QCOMPARE(lines(), QStringLiteral("<b>a</b>: interval\nb: removed"));
    }

    void asksForWhatWasChosen_data()
    {
        QTest::addColumn<QString>("button");
        QTest::addColumn<int>("reloads");
        QTest::addColumn<int>("overwrites");
        QTest::newRow("the file") << QStringLiteral("reloadFile") << 1 << 0;
        QTest::newRow("what was edited here") << QStringLiteral("overwriteFile") << 0 << 1;
    }

    void asksForWhatWasChosen()
    {
        QFETCH(const QString, button);
        const QSignalSpy reloads(window.get(), &ui::MainWindow::reloadRequested);
        const QSignalSpy overwrites(window.get(), &ui::MainWindow::overwriteRequested);
        ask({QStringLiteral("a: added")});
        QTest::mouseClick(question()->findChild<QPushButton *>(button), Qt::LeftButton);
        QTEST(int(reloads.count()), "reloads");
        QTEST(int(overwrites.count()), "overwrites");
        QTRY_VERIFY(!question());
    }

    void closingChoosesNothing()
    {
        const QSignalSpy reloads(window.get(), &ui::MainWindow::reloadRequested);
        const QSignalSpy overwrites(window.get(), &ui::MainWindow::overwriteRequested);
        ask({QStringLiteral("a: added")});
        QTest::keyClick(question(), Qt::Key_Escape);
        QTRY_VERIFY(!question());
        QCOMPARE(reloads.count() + overwrites.count(), 0);
    }

    void theLatestReplacesTheOneBefore()
    {
        ask({QStringLiteral("a: added")});
        ask({QStringLiteral("b: added")});
        QCOMPARE(lines(), QStringLiteral("b: added"));
        QTRY_COMPARE(window->findChildren<QPlainTextEdit *>(QStringLiteral("conflictLines")).size(), 1);
    }

private:
    void ask(const QStringList &differences) const
    {
        window->askAboutConflict(QStringLiteral("/a/fusebox.json"), differences);
    }
    QDialog *question() const { return window->findChild<QDialog *>(QStringLiteral("conflictQuestion")); }
    QString lines() const
    {
        return question()->findChild<QPlainTextEdit *>(QStringLiteral("conflictLines"))->toPlainText();
    }
};

FUSEBOX_WIDGET_TEST(TestConflictQuestion)
#include "tst_conflict_question.moc"

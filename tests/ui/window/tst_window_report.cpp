// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QProgressDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/widget_test.h"
#include "tests/ui/shown_window.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// From the menu to a report that somebody else makes.
class TestWindowReport : public QObject, private testing::ShownWindow
{
    Q_OBJECT

private:
    QAction &report() const { return action("report"); }
    QProgressDialog *progress() const { return window->findChild<QProgressDialog *>(u"reportProgress"_s); }

    /// As CSV, of the last of the groups.
    void wish()
    {
        report().trigger();
        auto &group = part<QComboBox>(u"reportGroup"_s);
        group.setCurrentIndex(group.count() - 1);
        part<QComboBox>(u"reportFormat"_s).setCurrentIndex(1);
        auto *buttons = part<QDialog>(u"reportQuestion"_s).findChild<QDialogButtonBox *>();
        QTest::mouseClick(buttons->button(QDialogButtonBox::Save), Qt::LeftButton);
        auto &dialog = part<QFileDialog>(u"exportDialog"_s);
        QVERIFY(dialog.selectedFiles().constFirst().endsWith(u"fusebox-report.csv"_s));
        Q_EMIT dialog.fileSelected(u"/elsewhere/r.csv"_s);
        dialog.close();
    }

private Q_SLOTS:
    void init()
    {
        open();
        window->setHistoryKept(true);
    }
    void cleanup() { window.reset(); }

    void withoutAHistoryThereIsNothingToReport()
    {
        window->setHistoryKept(false);
        QVERIFY(!report().isEnabled());
    }

    void whatIsWishedIsAskedFor()
    {
        auto b = testing::endpoint(u"b"_s);
        auto config = *b.config;
        config.group = u"shop"_s;
        b.config = std::make_shared<const settings::EndpointConfig>(config);
        apply({testing::endpoint(u"a"_s), b});
        std::vector<ui::ReportWish> wishes;
        connect(window.get(), &ui::MainWindow::reportWished, this,
                [&](const ui::ReportWish &wish) { wishes.push_back(wish); });
        wish();
        QCOMPARE(wishes.size(), 1U);
        QVERIFY(wishes.front().length == 24h * 30);
        QCOMPARE(wishes.front().group, std::optional(u"shop"_s));
        QCOMPARE(wishes.front().path, u"/elsewhere/r.csv"_s);
    }

    void itIsShownHowFarItIsAndCanBeCancelled()
    {
        const QSignalSpy cancelled(window.get(), &ui::MainWindow::reportCancelled);
        wish();
        window->showReportProgress(0.5);
        QVERIFY(progress());
        QCOMPARE(progress()->value(), progress()->maximum() / 2);
        progress()->findChild<QPushButton *>()->click();
        QCOMPARE(cancelled.count(), 1);
    }

    void whatIsDoneIsNotCancelled()
    {
        const QSignalSpy cancelled(window.get(), &ui::MainWindow::reportCancelled);
        wish();
        window->showReportProgress(1);
        QVERIFY(!progress());
        QCOMPARE(cancelled.count(), 0);
    }
};

FUSEBOX_WIDGET_TEST(TestWindowReport)
#include "tst_window_report.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/support/builders.h"
#include "tests/support/widget_test.h"
#include "ui/charts/moment_focus.h"
#include "ui/panes/event_log_pane.h"
#include "ui/panes/event_log_view.h"

using namespace fusebox;
using namespace std::chrono_literals;
using health::TimePoint;
using ui::EventLogModel;
using ui::EventLogView;
using ui::LogKind;

namespace {

ui::LogEntry line(std::chrono::seconds at, const char *name, const char *sentence, LogKind kind)
{
    return {{TimePoint(at), health::WallTime(at)},
            QString::fromUtf8(name),
            QString::fromUtf8(name),
            {},
            QString::fromUtf8(sentence),
            kind};
}

} // namespace

class TestEventLogPane : public QObject
{
    Q_OBJECT

private:
    ui::Theme theme{ui::lightPalette()};
    ui::MomentFocus focus;
    std::unique_ptr<EventLogModel> log;
    std::unique_ptr<ui::EventLogPane> pane;

    EventLogView &view() const { return *pane->findChild<EventLogView *>(); }
    template <typename T>
    T &part(const char *name) const
    {
        return *pane->findChild<T *>(QString::fromLatin1(name));
    }

private Q_SLOTS:
    void init()
    {
        log = std::make_unique<EventLogModel>();
        pane = std::make_unique<ui::EventLogPane>(*log, theme);
        pane->follow(focus);
        pane->resize(800, 200);
        pane->show();
        QVERIFY(QTest::qWaitForWindowActive(pane.get()));
        log->append({line(10s, "Orders", "closed → open", LogKind::Circuit),
                     line(20s, "Orders", "paused by hand", LogKind::Manual),
                     line(60s, "Search", "healthy → slow", LogKind::Status)});
    }
    void cleanup() { pane.reset(); }

    void typingFiltersTheLines()
    {
        QTest::keyClicks(&part<QLineEdit>("eventFilter"), QStringLiteral("orders open"));
        QCOMPARE(view().model()->rowCount(), 1);
        part<QLineEdit>("eventFilter").clear();
        QTest::mouseClick(&part<QToolButton>("events-manual"), Qt::LeftButton);
        QCOMPARE(view().model()->rowCount(), 1);
        QTest::mouseClick(&part<QToolButton>("events-all"), Qt::LeftButton);
        QCOMPARE(view().model()->rowCount(), 3);
    }

    void ctrlCCopiesWhatIsSelected()
    {
        view().setFocus();
        const QModelIndex second = view().model()->index(1, EventLogModel::EventColumn);
        QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, view().visualRect(second).center());
        QTest::keySequence(&view(), QKeySequence::Copy);
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY2(text.endsWith(QStringLiteral("\tOrders\tpaused by hand\n")), qPrintable(text));
        QCOMPARE(text.count(u'\n'), 1);
    }

    void withoutASelectionAllThatIsShownIsExported()
    {
        QSignalSpy asked(pane.get(), &ui::EventLogPane::exportRequested);
        QTest::keyClicks(&part<QLineEdit>("eventFilter"), QStringLiteral("orders"));
        part<QAction>("exportCsv").trigger();
        part<QAction>("exportJson").trigger();
        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked[0][0].toByteArray().count('\n'), 3);
        QVERIFY(asked[0][1].toString().endsWith(QStringLiteral(".csv")));
        QVERIFY(asked[1][0].toByteArray().startsWith("["));
    }

    void theMomentUnderThePointerIsMarkedAndToldOf()
    {
        focus.point(TimePoint(18s));
        QCOMPARE(view().marked().row(), 1);
        focus.point(TimePoint(40s)); // nothing happened near it
        QVERIFY(!view().marked().isValid());
        const QPoint at = view().visualRect(view().model()->index(2, 0)).center();
        QMouseEvent move(QEvent::MouseMove, at, view().viewport()->mapToGlobal(at), Qt::NoButton,
                         Qt::NoButton, {});
        QCoreApplication::sendEvent(view().viewport(), &move);
        QCOMPARE(focus.at(), std::optional(TimePoint(60s)));
    }
};

FUSEBOX_WIDGET_TEST(TestEventLogPane)
#include "tst_event_log_pane.moc"

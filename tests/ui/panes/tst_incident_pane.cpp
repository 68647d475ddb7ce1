// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>

#include "tests/support/widget_test.h"
#include "tests/ui/incidents.h"
#include "ui/panes/incident_list.h"
#include "ui/panes/incident_pane.h"
#include "ui/panes/timeline_list.h"
#include "ui/rows/incident_texts.h"
#include "ui/theme/metrics.h"

using namespace fusebox;
using namespace std::chrono_literals;
using testing::incident;
using ui::IncidentModel;

namespace {

const QString orders = QStringLiteral("orders");
const QString search = QStringLiteral("search");

} // namespace

class TestIncidentPane : public QObject
{
    Q_OBJECT

private:
    ui::Theme theme{ui::lightPalette()};
    std::unique_ptr<IncidentModel> model;
    std::unique_ptr<ui::IncidentPane> pane;

    template <typename T>
    T &part(const char *name) const
    {
        T *found = pane->findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("nothing is called %s", name);
        return *found;
    }
    ui::IncidentList &list() const { return *pane->findChild<ui::IncidentList *>(); }
    ui::TimelineList &timeline() const { return *pane->findChild<ui::TimelineList *>(); }
    QString title() const { return part<QLabel>("incidentTitle").text(); }
    QString message() const
    {
        const auto &label = part<QLabel>("incidentMessage");
        return label.isVisible() ? label.text() : QString();
    }
    /// As the delegates paint it.
    static bool isWhole(const QTreeView &view, const QModelIndex &index)
    {
        const QString text = index.data().toString();
        const int width = view.columnWidth(index.column()) - 2 * ui::spaceS;
        return view.fontMetrics().elidedText(text, Qt::ElideRight, width) == text;
    }
    void showTwo() const
    {
        history::Incident shared = incident(2, {orders, search});
        shared.outage.cause = {health::CauseKind::Host, QStringLiteral("shop.example")};
        pane->tick(incident(5, {orders}).outage.from);
        pane->show({incident(1, {orders}), shared});
    }

private Q_SLOTS:
    void init()
    {
        model = std::make_unique<IncidentModel>();
        pane = std::make_unique<ui::IncidentPane>(*model, theme);
        pane->resize(1200, 420);
        pane->QWidget::show();
        QVERIFY(QTest::qWaitForWindowActive(pane.get()));
        pane->setHistoryKept(true);
    }
    void cleanup()
    {
        pane.reset();
        model.reset();
    }

    void whereThereIsNothingItSaysWhy()
    {
        QVERIFY(message().contains(QStringLiteral("being read")));
        pane->show({});
        QVERIFY(message().contains(QStringLiteral("no incident yet")));
        pane->setHistoryKept(false);
        QVERIFY(message().contains(QStringLiteral("No history is kept")));
        pane->setHistoryKept(true);
        showTwo();
        QCOMPARE(message(), QString());
    }

    void theNewestIsShownFirst()
    {
        showTwo();
        QCOMPARE(title(), QStringLiteral("host shop.example: connection refused"));
        QCOMPARE(timeline().model()->rowCount(), 6);
        list().setFocus();
        QTest::keyClick(&list(), Qt::Key_Down);
        QCOMPARE(title(), QStringLiteral("connection refused"));
    }

    void whatIsReadAnewLeavesTheChosenOneChosen()
    {
        showTwo();
        pane->open(1);
        pane->show({incident(1, {orders}), incident(2, {orders, search}), incident(3, {search})});
        QCOMPARE(list().current()->outage.id, 1);
    }

    void theFilterNarrowsAndSaysHowFar()
    {
        showTwo();
        QCOMPARE(part<QLabel>("incidentCount").text(), QStringLiteral("2"));
        part<QComboBox>("incidentCause").setCurrentIndex(2); // a host
        QCOMPARE(part<QLabel>("incidentCount").text(), QStringLiteral("1 of 2"));
        QTest::keyClicks(&part<QLineEdit>("incidentFilter"), QStringLiteral("no such thing"));
        QCOMPARE(part<QLabel>("incidentCount").text(), QStringLiteral("0 of 2"));
        QVERIFY(!part<QLabel>("incidentTitle").isVisible());
    }

    void theOneThatIsOpenedIsShownWhateverHidesIt()
    {
        showTwo();
        part<QComboBox>("incidentCause").setCurrentIndex(2);
        part<QComboBox>("incidentLength").setCurrentIndex(3);
        pane->open(1);
        QCOMPARE(list().current()->outage.id, 1);
        QCOMPARE(part<QComboBox>("incidentCause").currentIndex(), 0);
        pane->open(77); // nobody knows it
        QCOMPARE(list().current()->outage.id, 1);
    }

    void aNoteIsOneLineOfPlainTextAndBounded()
    {
        showTwo();
        QSignalSpy written(pane.get(), &ui::IncidentPane::noteWritten);
        auto &note = part<QLineEdit>("incidentNote");
        QVERIFY(!part<QPushButton>("incidentWrite").isEnabled());
        QTest::keyClick(&note, Qt::Key_Return); // nothing to say
        note.setText(QStringLiteral("  It was\tthe disk ") + QString(5000, u'x'));
        QTest::keyClick(&note, Qt::Key_Return);
        QCOMPARE(written.size(), 1);
        QCOMPARE(written[0][0].toLongLong(), 2);
        const QString text = written[0][1].toString();
        QVERIFY(text.startsWith(QStringLiteral("It was the disk xx")));
        QCOMPARE_LE(text.size(), ui::longestNote);
        QCOMPARE(note.text(), QString());
    }

    void aDraftStaysWithItsIncident()
    {
        showTwo();
        auto &note = part<QLineEdit>("incidentNote");
        note.setText(QStringLiteral("half a thought"));
        pane->open(1);
        QCOMPARE(note.text(), QString());
        showTwo(); // read anew
        pane->open(2);
        QCOMPARE(note.text(), QStringLiteral("half a thought"));
        showTwo();
        QCOMPARE(note.text(), QStringLiteral("half a thought"));
    }

    void theChartIsOfTheChosenLinesEndpointWithAMargin()
    {
        showTwo();
        QSignalSpy asked(pane.get(), &ui::IncidentPane::chartRequested);
        part<QPushButton>("incidentChart").click();
        QCOMPARE(asked[0][0].toString(), orders);
        const auto &outage = list().current()->outage;
        QCOMPARE(asked[0][1].value<health::WallTime>(), outage.from - 3min);
        QCOMPARE(asked[0][2].value<health::WallTime>(), *outage.to + 3min);
        timeline().setFocus();
        timeline().setCurrentIndex(timeline().model()->index(2, 0));
        QTest::keyClick(&timeline(), Qt::Key_Return);
        QCOMPARE(asked[1][0].toString(), search);
    }

    void ofARemovedEndpointThereIsNoChart()
    {
        history::Incident gone = incident(1, {orders});
        gone.titles.front().isRemoved = true;
        pane->show({gone});
        QVERIFY(!part<QPushButton>("incidentChart").isEnabled());
    }

    void tabReachesAllOfIt()
    {
        showTwo();
        part<QLineEdit>("incidentFilter").setFocus();
        part<QLineEdit>("incidentNote").setText(QStringLiteral("a note"));
        QStringList reached;
        for (int i = 0; i < 12; ++i) {
            reached << QApplication::focusWidget()->objectName();
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        for (const char *name : {"incidentCause", "incidentLength", "incidentList", "incidentChart",
                                 "incidentTimeline", "incidentNote", "incidentWrite"})
            QVERIFY2(reached.contains(QLatin1StringView(name)), name);
    }

    void figuresAreNeverElided_data()
    {
        QTest::addColumn<int>("points");
        QTest::addColumn<QSize>("size");
        for (int points = 9; points <= 20; ++points) {
            QTest::addRow("%d pt, small", points) << points << QSize(800, 490);
            QTest::addRow("%d pt, large", points) << points << QSize(1920, 500);
        }
    }

    void figuresAreNeverElided()
    {
        QFETCH(int, points);
        QFETCH(QSize, size);
        QFont font = pane->font();
        font.setPointSize(points);
        pane->setFont(font);
        pane->resize(size);
        history::Incident old = incident(1, {orders}, 23h + 59min);
        old.outage.worstLatency = 61s;
        pane->tick(old.outage.from + std::chrono::years(1));
        pane->show({old, incident(2, {search}, std::nullopt)});
        QCoreApplication::processEvents();
        for (const auto column :
             {IncidentModel::StartColumn, IncidentModel::LengthColumn, IncidentModel::WorstColumn}) {
            for (int row = 0; row < 2 && !list().isColumnHidden(column); ++row)
                QVERIFY(isWhole(list(), list().model()->index(row, column)));
        }
        QVERIFY(isWhole(timeline(), timeline().model()->index(0, ui::TimelineModel::TimeColumn)));
        QVERIFY(list().columnWidth(IncidentModel::CauseColumn) > 0);
        QCOMPARE_LE(list().header()->length(), list().viewport()->width());
        QCOMPARE_LE(pane->minimumSizeHint().width(), size.width());
    }

    void linesOfTheTimelineWrap()
    {
        showTwo();
        history::Incident noted = incident(3, {orders});
        noted.notes.push_back({noted.outage.from, QString(400, u'x')}); // not one blank in it
        pane->show({noted});
        QCoreApplication::processEvents();
        const QModelIndex note = timeline().model()->index(1, ui::TimelineModel::TextColumn);
        const int lines = timeline().fontMetrics().horizontalAdvance(note.data().toString()) /
                              timeline().columnWidth(ui::TimelineModel::TextColumn) +
                          1;
        QTRY_VERIFY(timeline().visualRect(note).height() >= lines * timeline().fontMetrics().height());
    }

    void theDetailLiesBesideTheListWhereThereIsRoom()
    {
        showTwo();
        const auto &parts = part<QSplitter>("incidentParts");
        QCOMPARE(parts.orientation(), Qt::Horizontal);
        pane->resize(700, 420);
        QTRY_COMPARE(parts.orientation(), Qt::Vertical);
    }
};

FUSEBOX_WIDGET_TEST(TestIncidentPane)
#include "tst_incident_pane.moc"

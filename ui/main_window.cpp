// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include <QApplication>
#include <QLineEdit>
#include <QResizeEvent>

#include "ui/dialogs/conflict_question.h"
#include "ui/dialogs/save_question.h"
#include "ui/panes/action_bar.h"
#include "ui/panes/banner.h"
#include "ui/panes/detail_pane.h"
#include "ui/panes/empty_state.h"
#include "ui/panes/endpoint_actions.h"
#include "ui/panes/endpoint_table.h"
#include "ui/panes/event_log_pane.h"
#include "ui/panes/incident_pane.h"
#include "ui/panes/problem_strip.h"
#include "ui/panes/status_chips.h"
#include "ui/rows/log_names.h"
#include "ui/text/uptime_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/wall/wall_pane.h"
#include "ui/window/commands.h"
#include "ui/window/folds.h"
#include "ui/window/incidents.h"
#include "ui/window/menus.h"
#include "ui/window/pace.h"
#include "ui/window/past_questions.h"
#include "ui/window/reports.h"
#include "ui/window/scenes.h"
#include "ui/window/selection.h"
#include "ui/window/situation.h"
#include "ui/window/window_models.h"
#include "ui/window/window_panes.h"

/// Resources of a static library are dropped unless someone asks for them, which works only outside
/// namespaces.
static void initIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace fusebox::ui {

using namespace health;

/// The window's parts, joined: an update goes into the models and from there to whoever shows it.
class MainWindow::Private final : public QObject
{
public:
    Private(MainWindow &window, const WallClock &clock);
    ~Private() override;

    void apply(const MonitorUpdatePtr &update);
    void followPalette();
    void refresh(const settings::EndpointId &id);
    void showUptimes(const settings::EndpointId &id, const std::vector<history::UptimeOver> &uptimes);
    [[nodiscard]] WindowLayout layout() const;
    void setLayout(const WindowLayout &layout);
    void follow();

    MainWindow &q;
    const WallClock &clock;
    Theme theme;
    WindowModels models;
    WindowPanes panes;
    Pace pace;
    QHash<settings::EndpointId, QString> readOnly = {}; ///< with the file that it is from
    Incidents incidents;
    Reports reports;

private:
    void connectPanes();
    void connectMenus();
    void takeIn();
    void finish(const MonitorUpdate &update);
    void show();
    void showHeadline();
    void showDetail();
    void refilter();
    void enterTable();
    void reveal(const settings::EndpointId &id);
    void reorder();
    void tick(bool slow);
    void exportLog(const QByteArray &content, const QString &name);

    Selection m_selection;
    Situation m_situation;
    Menus m_menus;
    Commands m_commands;
    history::UpdateIntake m_intake;
    QTimer m_more; ///< runs while the intake has more
    PastQuestions m_past;
};

MainWindow::Private::Private(MainWindow &window, const WallClock &wallClock)
    : q(window)
    , clock(wallClock)
    , theme(QApplication::palette())
    , panes(window, models, theme, wallClock)
    , incidents({.model = models.incidents,
                 .pane = *panes.incidents,
                 .detail = *panes.detail,
                 .folds = *panes.folds,
                 .endpoints = models.endpoints,
                 .clock = wallClock})
    , reports(window, models.endpoints)
    , m_selection(*panes.table, models.endpoints)
    , m_situation(models.endpoints)
    , m_menus({.window = window,
               .actions = *panes.actions,
               .table = *panes.table,
               .filter = panes.bar->filter(),
               .folds = panes.folds->toggles(),
               .report = *reports.action(),
               .isGrouped = models.rows.isGrouped()})
    , m_commands(window, *panes.actions, m_selection, models.endpoints, theme)
{
    connectPanes();
    connectMenus();
    connect(&pace, &Pace::ticked, this, &Private::tick);
    connect(&pace, &Pace::orderDue, this, &Private::reorder);
    connect(&m_more, &QTimer::timeout, this, &Private::takeIn);
    q.setStyleSheet(ui::styleSheet(theme.colours()));
    show();
}

/// Views go before the models and the theme they look at.
MainWindow::Private::~Private()
{
    delete q.takeCentralWidget();
}

void MainWindow::Private::connectPanes()
{
    connect(&m_selection, &Selection::changed, this, &Private::follow);
    connect(panes.table, &EndpointTable::endpointActivated, panes.actions->edit, &QAction::trigger);
    connect(panes.table, &EndpointTable::foldRequested, this, [this](const QString &group, bool folded) {
        m_selection.moveRows([&] { return models.rows.setFolded(group, folded); });
        follow();
    });
    connect(&panes.bar->filter(), &QLineEdit::textChanged, this, &Private::refilter);
    connect(&panes.bar->chips(), &StatusChips::changed, this, &Private::refilter);
    connect(panes.log, &EventLogPane::endpointPicked, this, &Private::reveal);
    connect(panes.log, &EventLogPane::exportRequested, this, &Private::exportLog);
    connect(panes.wall, &WallPane::leaveRequested, this, [this] { panes.scenes->showWall(false); });
    connect(panes.wall, &WallPane::endpointPicked, this, [this](const settings::EndpointId &id) {
        panes.scenes->showWall(false);
        reveal(id);
    });
    connect(panes.banner, &QAbstractButton::clicked, this, [this] { reveal(m_situation.culprit()); });
    connect(&incidents, &Incidents::endpointWanted, this, &Private::reveal);
    connect(&incidents, &Incidents::requested, &q, &MainWindow::incidentsRequested);
    connect(&incidents, &Incidents::noteWritten, &q, &MainWindow::noteWritten);
    connect(panes.empty, &EmptyState::addRequested, panes.actions->add, &QAction::trigger);
    connect(panes.empty, &EmptyState::demoRequested, &q, &MainWindow::demoRequested);
    connect(panes.empty, &EmptyState::retryRequested, &q, &MainWindow::retryRequested);
}

void MainWindow::Private::connectMenus()
{
    connect(&m_menus, &Menus::groupingChosen, this,
            [this](bool grouped) { m_selection.moveRows([&] { return models.rows.setGrouped(grouped); }); });
    connect(&m_menus, &Menus::wallToggled, panes.scenes, &Scenes::toggleWall);
    connect(&m_menus, &Menus::matchesSought, this, &Private::enterTable);
    connect(&m_commands, &Commands::requested, &q, &MainWindow::commandRequested);
    connect(&reports, &Reports::wished, &q, &MainWindow::reportWished);
    connect(&reports, &Reports::cancelled, &q, &MainWindow::reportCancelled);
    connect(&m_past, &PastQuestions::pastWanted, &q, &MainWindow::pastRequested);
    connect(&m_past, &PastQuestions::uptimesWanted, &q, &MainWindow::uptimesRequested);
    connect(&m_past, &PastQuestions::turned, panes.detail, [this] { panes.detail->showUptimes({}); });
    connect(&m_commands, &Commands::keepRequested, &q, &MainWindow::keepRequested);
}

/// A small update is shown at once; the rest of a large one, and what comes meanwhile, in later turns of the
/// event loop.
void MainWindow::Private::apply(const MonitorUpdatePtr &update)
{
    const bool isNext = m_intake.isEmpty();
    m_intake.add(update);
    if (isNext)
        takeIn();
}

void MainWindow::Private::takeIn()
{
    const auto [part, finished] = m_intake.next(std::size_t(models.endpoints.size()));
    models.histories.apply(part);
    models.rows.setNow(part.at.steady);
    m_selection.moveRows([this, &part = part] { return models.rows.apply(part); });
    if (finished)
        finish(*finished);
    if (m_intake.isEmpty())
        m_more.stop();
    else if (!m_more.isActive())
        m_more.start();
}

void MainWindow::Private::finish(const MonitorUpdate &update)
{
    m_situation.take(update);
    incidents.take(update);
    panes.wall->beat(update.at);
    models.log.append(namedEntries(update.events, models.endpoints));
    m_selection.settle();
    follow();
    show();
}

void MainWindow::Private::show()
{
    panes.showTable(models.endpoints.size() > 0);
    panes.bar->chips().show(models.rows.found(), models.endpoints.size());
    showHeadline();
}

void MainWindow::Private::showHeadline()
{
    const Situation::Headline headline = m_situation.headline(clock.now());
    panes.banner->show(headline.status, headline.overview, headline.cause);
    panes.wall->setOverall(headline.overview, headline.status);
}

void MainWindow::Private::showDetail()
{
    const settings::EndpointId &id = m_selection.chosen();
    const history::SharedHistory history = models.histories.look(id);
    m_past.look(id, history.get(), clock.now());
    if (const EndpointSnapshot *endpoint = models.endpoints.find(id))
        panes.detail->show(*endpoint, history, m_situation.companyOf(id), clock.now());
    else
        panes.detail->showNothing();
}

void MainWindow::Private::follow()
{
    QString keptIn;
    for (const settings::EndpointId &id : m_selection.targetIds())
        keptIn = keptIn.isEmpty() ? readOnly.value(id) : keptIn;
    panes.actions->follow(m_selection.targets(), models.endpoints.tally(), keptIn);
    showDetail();
}

void MainWindow::Private::refilter()
{
    EndpointFilter filter;
    filter.setText(panes.bar->filter().text());
    filter.statuses = panes.bar->chips().statuses();
    filter.circuits = panes.bar->chips().circuits();
    m_selection.moveRows([&] { return models.rows.setFilter(filter); });
    panes.bar->chips().show(models.rows.found(), models.endpoints.size());
    m_selection.settle();
    follow();
}

/// From the filter: to the first match, which is what one was looking for.
void MainWindow::Private::enterTable()
{
    if (models.rows.filter().isActive())
        panes.table->chooseFirst();
    panes.table->setFocus();
}

/// Shows an endpoint that a person was pointed to, whatever hides it.
void MainWindow::Private::reveal(const settings::EndpointId &id)
{
    const int row = models.endpoints.rowOf(id);
    if (row >= 0 && !models.rows.filter().accepts(models.endpoints, row)) {
        panes.bar->filter().clear();
        panes.bar->chips().clear();
    }
    panes.table->select(id);
}

/// Until a person chooses, in the table or by being at something in the detail, that is shown which the
/// banner names. At the pace of sorting, so that what flaps does not drag the detail along.
void MainWindow::Private::reorder()
{
    if (panes.table->isBusy())
        return;
    m_selection.moveRows([this] { return models.rows.refresh(panes.table->heldRows()); });
    if (!panes.detail->isAncestorOf(QApplication::focusWidget()))
        m_selection.follow(m_situation.culprit());
    follow();
}

void MainWindow::Private::tick(bool slow)
{
    models.rows.setNow(clock.now());
    if (slow)
        showHeadline();
    if (panes.wall->isVisible()) {
        if (slow)
            panes.wall->tick();
        return;
    }
    if (slow && panes.incidents->isVisible())
        incidents.tick();
    panes.table->tick(slow);
    panes.detail->tick(clock.now(), slow);
}

void MainWindow::Private::exportLog(const QByteArray &content, const QString &name)
{
    askWhereToSave(tr("Save Events"), name, &q,
                   [this, content](const QString &path) { Q_EMIT q.saveRequested(path, content); });
}

void MainWindow::Private::refresh(const settings::EndpointId &id)
{
    if (id == m_selection.chosen())
        showDetail();
}

void MainWindow::Private::showUptimes(const settings::EndpointId &id,
                                      const std::vector<history::UptimeOver> &uptimes)
{
    if (id == m_selection.chosen())
        panes.detail->showUptimes(uptimeFacts(uptimes));
}

void MainWindow::Private::followPalette()
{
    theme.follow(QApplication::palette());
    const QString sheet = ui::styleSheet(theme.colours());
    if (sheet != q.styleSheet())
        q.setStyleSheet(sheet);
}

WindowLayout MainWindow::Private::layout() const
{
    WindowLayout layout;
    layout.table = panes.table->tableLayout();
    layout.geometry = q.saveGeometry();
    panes.folds->writeTo(layout);
    return layout;
}

void MainWindow::Private::setLayout(const WindowLayout &layout)
{
    panes.table->setTableLayout(layout.table);
    m_menus.setGrouped(layout.table.isGrouped);
    if (!layout.geometry.isEmpty())
        q.restoreGeometry(layout.geometry);
    q.setWindowState(q.windowState() & ~Qt::WindowFullScreen); // one would not know the way out
    panes.folds->arrange(q.size());
    panes.folds->restore(layout);
}

MainWindow::MainWindow(const WallClock &clock, QWidget *parent)
    : QMainWindow(parent)
{
    initIcons();
    d = std::make_unique<Private>(*this, clock);
    setWindowIcon(QIcon(QStringLiteral(":/fusebox/icons/io.github.fusebox.Fusebox.svg")));
    setMinimumSize(640, 480);
    resize(1280, 800);
    setConfigFile({});
}

MainWindow::~MainWindow() = default;

void MainWindow::apply(const MonitorUpdatePtr &update)
{
    d->apply(update);
}

void MainWindow::showTrace(const settings::EndpointId &id, const std::vector<history::PastBody> &tenSeconds,
                           TimePoint until)
{
    if (auto *history = d->models.histories.findToExtend(id))
        history::prependTrace(*history, tenSeconds, until);
}

void MainWindow::showPast(const settings::EndpointId &id, const history::StoredPast &past)
{
    if (auto *history = d->models.histories.findToExtend(id))
        history::prepend(*history, past);
    d->refresh(id);
}

void MainWindow::showUptimes(const settings::EndpointId &id, const std::vector<history::UptimeOver> &uptimes)
{
    d->showUptimes(id, uptimes);
}

void MainWindow::showReportProgress(double share)
{
    d->reports.showProgress(share);
}

void MainWindow::showProblem(Problem of, const QString &sentence)
{
    d->panes.problem->setSentence(of, sentence);
}

void MainWindow::clearProblem(Problem of)
{
    d->panes.problem->clear(of);
}

void MainWindow::setUnreadableFile(const QString &path)
{
    d->panes.empty->setUnreadable(path);
}

void MainWindow::setConfigFile(const QString &path)
{
    setWindowFilePath(path);
    setWindowTitle(path.isEmpty() ? tr("Fusebox") : tr("%1 – Fusebox").arg(path.section(u'/', -1)));
    d->panes.empty->setConfigFile(path);
}

void MainWindow::setReadOnlyEndpoints(const QHash<settings::EndpointId, QString> &files)
{
    d->readOnly = files;
    d->follow();
}

void MainWindow::askAboutConflict(const QString &path, const QStringList &lines)
{
    askWhichToKeep({.path = path,
                    .lines = lines,
                    .reload = [this] { Q_EMIT reloadRequested(); },
                    .overwrite = [this] { Q_EMIT overwriteRequested(); }},
                   this);
}

void MainWindow::setHistoryKept(bool kept)
{
    d->incidents.setHistoryKept(kept);
    d->reports.setHistoryKept(kept);
}

void MainWindow::showIncidents(const std::vector<history::Incident> &incidents)
{
    d->incidents.show(incidents);
}

WindowLayout MainWindow::windowLayout() const
{
    return d->layout();
}

void MainWindow::setWindowLayout(const WindowLayout &layout)
{
    d->setLayout(layout);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (d && (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange))
        d->followPalette();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    d->panes.folds->arrange(event->size());
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    d->pace.run(true);
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    d->pace.run(false);
}

} // namespace fusebox::ui

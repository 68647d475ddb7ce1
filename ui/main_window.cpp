// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>
#include <QResizeEvent>
#include <QShortcut>

#include "ui/main_window_private.h"
#include "ui/panes/action_bar.h"
#include "ui/panes/banner.h"
#include "ui/panes/empty_state.h"
#include "ui/panes/endpoint_table.h"
#include "ui/panes/event_log_pane.h"
#include "ui/panes/problem_strip.h"
#include "ui/panes/status_chips.h"
#include "ui/theme/style_sheet.h"
#include "ui/wall/wall_pane.h"

/// Resources of a static library are dropped unless someone asks for them, which works only outside
/// namespaces.
static void initIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace fusebox::ui {

namespace {

using namespace std::chrono_literals;
using namespace health;

constexpr auto tickInterval = 100ms;
constexpr auto resortInterval = 1s;

/// Where the keys go to, as Qt does it for the Menu key.
void openContextMenu()
{
    QWidget *target = QApplication::focusWidget();
    if (!target)
        return;
    const QPoint at = target->inputMethodQuery(Qt::ImCursorRectangle).toRect().center();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, at, target->mapToGlobal(at));
    QCoreApplication::sendEvent(target, &event);
}

} // namespace

MainWindow::Private::Private(MainWindow &window, const WallClock &wallClock)
    : q(window)
    , clock(wallClock)
    , theme(QApplication::palette())
    , rows(endpoints, histories)
{
    build();
    buildMenus();
    connectActions();
    connectViews();
    m_tick.setInterval(tickInterval);
    m_resort.setInterval(resortInterval);
    connect(&m_tick, &QTimer::timeout, this, &Private::tick);
    connect(&m_resort, &QTimer::timeout, this, &Private::resort);
    connect(&m_more, &QTimer::timeout, this, &Private::takeIn);
    q.setStyleSheet(ui::styleSheet(theme.colours()));
    showOverall({});
}

/// Views go before the models and the theme they look at.
MainWindow::Private::~Private()
{
    delete q.takeCentralWidget();
}

void MainWindow::Private::connectViews()
{
    // What the Menu key does, which many a keyboard lacks.
    connect(new QShortcut(Qt::SHIFT | Qt::Key_F10, &q), &QShortcut::activated, &q, openContextMenu);
    QMenu *menu = buildContextMenu();
    connect(table, &QWidget::customContextMenuRequested, this,
            [this, menu](const QPoint &at) { menu->popup(table->viewport()->mapToGlobal(at)); });
    connect(table, &EndpointTable::endpointActivated, actions->edit, &QAction::trigger);
    connect(table, &EndpointTable::endpointSelectionChanged, this, &Private::choose);
    connect(table, &EndpointTable::headingReached, this, &Private::follow);
    connect(table, &EndpointTable::foldRequested, this, [this](const QString &group, bool folded) {
        moveRows([&] { return rows.setFolded(group, folded); });
        follow();
    });
    connect(&bar->filter(), &QLineEdit::textChanged, this, &Private::refilter);
    connect(&bar->chips(), &StatusChips::changed, this, &Private::refilter);
    connect(logPane, &EventLogPane::endpointPicked, this, &Private::reveal);
    connect(logPane, &EventLogPane::exportRequested, this, &Private::exportLog);
    connect(wall, &WallPane::leaveRequested, this, [this] { showWall(false); });
    connect(wall, &WallPane::endpointPicked, this, [this](const settings::EndpointId &id) {
        showWall(false);
        reveal(id);
    });
    connect(banner, &QAbstractButton::clicked, this, [this] { reveal(culprit()); });
}

void MainWindow::Private::followPalette()
{
    theme.follow(QApplication::palette());
    const QString sheet = ui::styleSheet(theme.colours());
    if (sheet != q.styleSheet())
        q.setStyleSheet(sheet);
}

void MainWindow::Private::startTicking(bool on)
{
    on ? m_tick.start() : m_tick.stop();
    on ? m_resort.start() : m_resort.stop();
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

void MainWindow::showProblem(const QString &sentence)
{
    d->problem->setSentence(sentence);
}

void MainWindow::clearProblem()
{
    d->problem->clear();
}

void MainWindow::setUnreadableFile(const QString &path)
{
    d->empty->setUnreadable(path);
}

void MainWindow::setConfigFile(const QString &path)
{
    setWindowFilePath(path);
    setWindowTitle(path.isEmpty() ? tr("Fusebox") : tr("%1 – Fusebox").arg(path.section(u'/', -1)));
    d->empty->setConfigFile(path);
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
    d->arrange(event->size());
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    d->startTicking(true);
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    d->startTicking(false);
}

} // namespace fusebox::ui

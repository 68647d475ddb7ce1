// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/folds.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QApplication>

#include "ui/theme/glyph_icon.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int logHeight = 132;
/// A window lower than this has no room for the log as well, with the detail beside the table or under it.
constexpr int heightForLog = 660;
constexpr int stackedHeightForLog = 820;
/// With fewer lines, table and detail above the incidents would be slits.
constexpr int fewestLinesForBoth = 50;
/// Of the font with which these heights were chosen; what is higher takes from the table what its words need
/// more.
constexpr int lineHeight = 14;

/// Of table and detail. A circuit card beside its chart is whole then; above it, it is scrolled to anyway. A
/// third is left to the table, however high the lines are.
QList<int> stackedHeights(const QSize &window, int line)
{
    int table = window.height() / 2;
    if (window.width() >= wideDetail)
        table = window.height() - window.height() * 4 / 7 * std::max(line, lineHeight) / lineHeight;
    table = std::max(table, window.height() / 3);
    return {table, window.height() - table};
}

void setUpSplitter(QSplitter &splitter, const QString &name)
{
    splitter.setObjectName(name);
    splitter.setHandleWidth(splitterHandle);
    splitter.setChildrenCollapsible(false);
}

/// Only the sizes: a state that was kept for another orientation says nothing of this one.
void restoreSplitter(QSplitter &splitter, const QByteArray &state)
{
    const Qt::Orientation orientation = splitter.orientation();
    const QList<int> sizes = splitter.sizes();
    if (!splitter.restoreState(state))
        return;
    if (splitter.orientation() != orientation) {
        splitter.setOrientation(orientation);
        splitter.setSizes(sizes);
    }
    splitter.setHandleWidth(splitterHandle);
    splitter.setChildrenCollapsible(false);
}

} // namespace

Folds::Folds(QWidget *table, QWidget *detail, QWidget *log, QWidget *incidents, const Theme &theme)
    : QSplitter(Qt::Vertical)
    , m_theme(theme)
    , m_across(new QSplitter(Qt::Horizontal))
    , m_showsDetail(makeFold(QStringLiteral("details"), tr("&Detail"), Qt::CTRL | Qt::Key_I))
    , m_showsLog(makeFold(QStringLiteral("events"), tr("&Events"), Qt::CTRL | Qt::Key_E))
    , m_showsIncidents(
          makeFold(QStringLiteral("incidents"), tr("&Incidents"), Qt::CTRL | Qt::SHIFT | Qt::Key_I))
    , m_table(table)
    , m_log(log)
    , m_incidents(incidents)
{
    m_showsIncidents->setChecked(false);
    incidents->hide();
    connect(m_showsDetail, &QAction::toggled, detail, &QWidget::setVisible);
    connect(m_showsLog, &QAction::toggled, this, &Folds::foldLog);
    connect(m_showsIncidents, &QAction::toggled, this, &Folds::foldIncidents);
    setUpSplitter(*m_across, QStringLiteral("across"));
    setUpSplitter(*this, QStringLiteral("down"));
    m_across->addWidget(table);
    m_across->addWidget(detail);
    addWidget(m_across);
    addWidget(log);
    addWidget(incidents);
    setStretchFactor(0, 1);
    for (QWidget *pane : {detail, table, incidents, log, static_cast<QWidget *>(m_across)})
        pane->lower(); // a splitter stacks the last one lowest, and a screen reader reads from there
}

QAction *Folds::makeFold(const QString &icon, const QString &text, const QKeySequence &key)
{
    auto *fold = new QAction(text, this);
    fold->setObjectName(QStringLiteral("show-%1").arg(icon));
    fold->setCheckable(true);
    fold->setChecked(true);
    fold->setShortcut(key);
    fold->setToolTip(
        tr("Show or hide: %1 (%2)").arg(QString(text).remove(u'&'), key.toString(QKeySequence::NativeText)));
    const auto restyle = [this, fold, icon] { fold->setIcon(lineIcon(icon, m_theme.colours().secondary)); };
    restyle();
    connect(&m_theme, &Theme::changed, fold, restyle);
    return fold;
}

void Folds::showIncidents()
{
    m_showsIncidents->setChecked(true);
}

void Folds::revealDetail()
{
    if (!m_across->isVisibleTo(this))
        m_showsIncidents->setChecked(false);
    m_showsDetail->setChecked(true);
}

void Folds::arrange(const QSize &size)
{
    m_size = size;
    const bool hasRoom = size.width() >= sideBySideWidth && size.height() >= sideBySideHeight;
    const auto wanted = hasRoom ? Qt::Horizontal : Qt::Vertical;
    if (!m_isArranged || m_across->orientation() != wanted) {
        m_across->setOrientation(wanted);
        m_across->setSizes(wanted == Qt::Horizontal
                               ? QList<int>{size.width() * 3 / 5, size.width() * 2 / 5}
                               : stackedHeights(size, window()->fontMetrics().lineSpacing()));
    }
    if (!m_isArranged)
        setSizes({size.height() - logHeight, logHeight, 0});
    m_isArranged = true;
    fitLog(size.height() >= (wanted == Qt::Horizontal ? heightForLog : stackedHeightForLog));
    fitIncidents();
}

void Folds::fitLog(bool hasRoom)
{
    if (hasRoom == m_logHasRoom)
        return;
    m_logHasRoom = hasRoom;
    if (hasRoom && m_logIsFolded)
        m_showsIncidents->isChecked() ? void(m_logGivesWay = true) : m_showsLog->setChecked(true);
    m_logIsFolded = !hasRoom && m_showsLog->isChecked();
    if (m_logIsFolded)
        m_showsLog->setChecked(false);
}

/// What a person asks for is shown: the log in the stead of the incidents.
void Folds::foldLog(bool shown)
{
    const bool replaces = shown && m_showsIncidents->isChecked();
    if (replaces) {
        m_logGivesWay = false;
        m_showsIncidents->setChecked(false);
    }
    m_log->setVisible(shown);
    if (replaces)
        setSizes({height() - m_logSize, m_logSize, 0});
}

/// Who asks for incidents has the keyboard there; else it goes back to the table.
void Folds::foldIncidents(bool shown)
{
    const bool hadFocus = m_incidents->isAncestorOf(QApplication::focusWidget());
    if (shown) {
        m_logGivesWay = m_showsLog->isChecked();
        m_logSize = m_logGivesWay ? sizes().at(1) : logHeight;
        m_showsLog->setChecked(false);
    }
    m_incidents->setVisible(shown);
    fitIncidents();
    if (shown) {
        const QList<int> now = sizes();
        const int height = now[0] + now[2];
        setSizes({height - height / 2, m_logSize, height / 2});
        m_incidents->setFocus();
        return;
    }
    if (std::exchange(m_logGivesWay, false))
        giveBackToLog();
    if (hadFocus)
        m_table->setFocus();
}

void Folds::giveBackToLog()
{
    m_logIsFolded = !m_logHasRoom;
    if (m_logIsFolded)
        return;
    m_showsLog->setChecked(true);
    setSizes({height() - m_logSize, m_logSize, 0});
}

void Folds::fitIncidents()
{
    const int least = fewestLinesForBoth * window()->fontMetrics().lineSpacing();
    m_across->setVisible(!m_showsIncidents->isChecked() || m_size.height() >= least);
}

void Folds::writeTo(WindowLayout &layout) const
{
    layout.across = m_across->saveState();
    layout.down = saveState();
    layout.showsDetail = m_showsDetail->isChecked();
    layout.showsEvents = m_showsLog->isChecked() || m_logGivesWay;
}

void Folds::restore(const WindowLayout &layout)
{
    restoreSplitter(*m_across, layout.across);
    restoreSplitter(*this, layout.down);
    m_showsDetail->setChecked(layout.showsDetail);
    m_showsLog->setChecked(layout.showsEvents);
    m_logIsFolded = false; // but as somebody left it
}

} // namespace fusebox::ui

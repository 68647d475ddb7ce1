// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/timeline_list.h"

#include <algorithm>

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>

#include "ui/delegates/incident_delegates.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int fewestLines = 5; ///< that are seen at once

} // namespace

TimelineList::TimelineList(TimelineModel &lines, const Theme &theme, QWidget *parent)
    : LineList(theme, parent)
    , m_lines(lines)
{
    setObjectName(QStringLiteral("incidentTimeline"));
    setAccessibleName(tr("Timeline"));
    setModel(&lines);
    setUniformRowHeights(false);
    setItemDelegate(new TimelineDelegate(theme, compactRowHeight, this));
    setItemDelegateForColumn(TimelineModel::TimeColumn,
                             new TimelineTimeDelegate(theme, compactRowHeight, this));
    auto *copyAction = new QAction(tr("&Copy"), this);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    addAction(copyAction);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copyAction, &QAction::triggered, this, &TimelineList::copy);
    connect(&lines, &QAbstractItemModel::modelReset, this, &TimelineList::fit);
}

settings::EndpointId TimelineList::currentEndpoint() const
{
    const auto *line = currentIndex().data(TimelineModel::LineRole).value<const TimelineLine *>();
    return line ? line->endpoint : settings::EndpointId();
}

/// A scroll area gives what is asked for: it asks for little, and grows where there is room.
QSize TimelineList::sizeHint() const
{
    return minimumSizeHint();
}

QSize TimelineList::minimumSizeHint() const
{
    const int line = std::max(compactRowHeight, fontMetrics().height() + spaceXs);
    return {200, fewestLines * line};
}

void TimelineList::resizeEvent(QResizeEvent *event)
{
    fit();
    LineList::resizeEvent(event);
    scheduleDelayedItemsLayout(); // lines wrap elsewhere
}

void TimelineList::changeEvent(QEvent *event)
{
    LineList::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
}

/// A delegate's height is asked for with the width that its column has by then.
void TimelineList::fit()
{
    int time = 0;
    for (int row = 0; row < m_lines.rowCount(); ++row)
        time = std::max(time, sizeHintForIndex(m_lines.index(row, TimelineModel::TimeColumn)).width());
    header()->setStretchLastSection(false);
    header()->resizeSection(TimelineModel::TimeColumn, time);
    header()->resizeSection(TimelineModel::TextColumn, std::max(1, viewport()->width() - time));
    scheduleDelayedItemsLayout();
}

void TimelineList::copy() const
{
    const QModelIndex current = currentIndex();
    if (current.isValid())
        QGuiApplication::clipboard()->setText(
            current.siblingAtColumn(TimelineModel::TimeColumn).data().toString() + u'\t' +
            current.siblingAtColumn(TimelineModel::TextColumn).data().toString());
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/event_log_view.h"

#include <algorithm>

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QScrollBar>

#include "ui/delegates/sign_delegates.h"
#include "ui/rows/log_export.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

/// A line this far from the moment under the pointer is not meant.
constexpr auto nearInLog = std::chrono::seconds(5);

const LogEntry *entryOf(const QModelIndex &index)
{
    return index.data(EventLogModel::EntryRole).value<const LogEntry *>();
}

} // namespace

EventLogView::EventLogView(EventLogFilter &model, const Theme &theme, QWidget *parent)
    : LineList(theme, parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("eventLog"));
    setAccessibleName(tr("Events"));
    setVerticalScrollMode(ScrollPerItem); // at the end, the top line is a whole one
    setSelectionMode(ExtendedSelection);
    setModel(&model);
    setUpColumns();
    auto *copyAction = new QAction(tr("&Copy"), this);
    copyAction->setObjectName(QStringLiteral("copyEvents"));
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    addAction(copyAction);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copyAction, &QAction::triggered, this, &EventLogView::copy);
    connect(&model, &QAbstractItemModel::rowsInserted, this, &EventLogView::followNewest);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] {
        const QScrollBar *bar = verticalScrollBar();
        m_atEnd = bar->sliderPosition() >= bar->maximum();
    });
}

std::vector<const LogEntry *> EventLogView::chosenEntries() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    if (rows.isEmpty())
        return m_model.entries();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    std::vector<const LogEntry *> entries;
    std::ranges::transform(rows, std::back_inserter(entries), entryOf);
    return entries;
}

void EventLogView::copy() const
{
    QGuiApplication::clipboard()->setText(logText(chosenEntries()));
}

std::optional<health::TimePoint> EventLogView::momentOf(const QModelIndex &index) const
{
    const LogEntry *entry = entryOf(index);
    return entry ? std::optional(entry->at.steady) : std::nullopt;
}

QModelIndex EventLogView::rowOf(health::TimePoint at) const
{
    const auto entries = m_model.entries();
    const auto distance = [at](const LogEntry *entry) { return std::chrono::abs(entry->at.steady - at); };
    const auto found = std::ranges::min_element(entries, {}, distance);
    if (found == entries.end() || distance(*found) > nearInLog)
        return {};
    return m_model.index(int(found - entries.begin()), 0);
}

void EventLogView::setUpColumns()
{
    setItemDelegate(new CellDelegate(theme(), compactRowHeight, this));
    setItemDelegateForColumn(EventLogModel::TimeColumn, new QuietDelegate(theme(), compactRowHeight, this));
    setItemDelegateForColumn(EventLogModel::EventColumn,
                             new LogEventDelegate(theme(), compactRowHeight, this));
    header()->resizeSection(EventLogModel::TimeColumn,
                            fontMetrics().horizontalAdvance(QStringLiteral("00:00:00")) + 2 * spaceM);
    header()->resizeSection(EventLogModel::NameColumn, 170);
}

void EventLogView::followNewest()
{
    if (m_atEnd)
        scrollToBottom();
}

} // namespace fusebox::ui

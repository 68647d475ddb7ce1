// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/event_log_pane.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QTreeView>

#include "ui/delegates/sign_delegates.h"
#include "ui/panes/text_labels.h"
#include "ui/panes/transition_list.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

EventLogPane::EventLogPane(EventLogModel &model, const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_view(new QTreeView(this))
{
    setObjectName(QStringLiteral("eventLogPane"));
    auto *title = captionLabel(theme, this, tr("Events"));
    title->setContentsMargins(spaceS, spaceXs, spaceS, spaceXs);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(title);
    layout->addWidget(m_view);
    setUpView(model, theme);
    connect(&model, &QAbstractItemModel::rowsInserted, this, &EventLogPane::followNewest);
    connect(m_view->verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] {
        const QScrollBar *bar = m_view->verticalScrollBar();
        m_atEnd = bar->sliderPosition() >= bar->maximum();
    });
    connect(m_view, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) {
        Q_EMIT endpointPicked(index.data(EventLogModel::IdRole).toString());
    });
}

void EventLogPane::setUpView(EventLogModel &model, const Theme &theme)
{
    m_view->setObjectName(QStringLiteral("eventLog"));
    m_view->setAccessibleName(tr("Events"));
    setUpLineList(*m_view);
    m_view->setVerticalScrollMode(
        QAbstractItemView::ScrollPerItem); // at the end, the top line is a whole one
    m_view->setModel(&model);
    m_view->setItemDelegate(new CellDelegate(theme, compactRowHeight, m_view));
    m_view->setItemDelegateForColumn(EventLogModel::TimeColumn,
                                     new QuietDelegate(theme, compactRowHeight, m_view));
    m_view->setItemDelegateForColumn(EventLogModel::EventColumn,
                                     new LogEventDelegate(theme, compactRowHeight, m_view));
    m_view->header()->resizeSection(EventLogModel::TimeColumn,
                                    fontMetrics().horizontalAdvance(QStringLiteral("00:00:00")) + 2 * spaceM);
    m_view->header()->resizeSection(EventLogModel::NameColumn, 170);
    connect(&theme, &Theme::changed, m_view->viewport(), qOverload<>(&QWidget::update));
}

void EventLogPane::followNewest()
{
    if (m_atEnd)
        m_view->scrollToBottom();
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/transition_list.h"

#include <QHeaderView>
#include <QResizeEvent>

#include "ui/delegates/sign_delegates.h"
#include "ui/panes/view_hint.h"
#include "ui/text/sentences.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

/// A long reason, as circuits have it.
QString longReason()
{
    return transitionSentence({.reason = resilience::TransitionReason::FailuresInWindow,
                               .actual = 10,
                               .threshold = 10,
                               .windowLength = std::chrono::seconds(60),
                               .lastError = resilience::ErrorClass::Refused});
}

} // namespace

void setUpLineList(QTreeView &view)
{
    view.setRootIsDecorated(false);
    view.setUniformRowHeights(true);
    view.setEditTriggers(QAbstractItemView::NoEditTriggers);
    view.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.setFrameShape(QFrame::NoFrame);
    view.setHeaderHidden(true);
}

TransitionList::TransitionList(TransitionModel &model, const Theme &theme, QWidget *parent)
    : QTreeView(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("transitionList"));
    setAccessibleName(tr("Transitions"));
    setUpLineList(*this);
    setModel(&model);
    setSelectionMode(NoSelection);
    setItemDelegate(new CellDelegate(theme, compactRowHeight, this));
    setItemDelegateForColumn(TransitionModel::TimeColumn, new QuietDelegate(theme, compactRowHeight, this));
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void TransitionList::resizeEvent(QResizeEvent *event)
{
    setNarrow(event->size().width() <
              timeWidth() + changeWidth() + fontMetrics().horizontalAdvance(longReason()) + 2 * spaceM);
    QTreeView::resizeEvent(event);
    if (m_narrow.value_or(false))
        scheduleDelayedItemsLayout(); // reasons wrap elsewhere
}

void TransitionList::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    paintHintIfEmpty(*this, m_theme, tr("The circuit has not moved yet."));
}

void TransitionList::setNarrow(bool narrow)
{
    if (m_narrow == narrow)
        return;
    m_narrow = narrow;
    const auto layout = narrow ? TransitionDelegate::Layout::Stacked : TransitionDelegate::Layout::Column;
    setUniformRowHeights(!narrow);
    delete itemDelegateForColumn(TransitionModel::ChangeColumn);
    setItemDelegateForColumn(TransitionModel::ChangeColumn, new TransitionDelegate(m_theme, layout, this));
    setColumnHidden(TransitionModel::TimeColumn, narrow);
    setColumnHidden(TransitionModel::WhyColumn, narrow);
    header()->resizeSection(TransitionModel::TimeColumn, timeWidth());
    if (!narrow)
        header()->resizeSection(TransitionModel::ChangeColumn, changeWidth());
    scheduleDelayedItemsLayout();
}

int TransitionList::timeWidth() const
{
    return fontMetrics().horizontalAdvance(QStringLiteral("00:00:00")) + 2 * spaceS + spaceXs;
}

int TransitionList::changeWidth() const
{
    return 2 * circuitGlyphWidth + fontMetrics().horizontalAdvance(QStringLiteral("forced open")) +
           2 * spaceM + spaceS;
}

} // namespace fusebox::ui

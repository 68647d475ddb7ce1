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

TransitionList::TransitionList(TransitionModel &model, const Theme &theme, QWidget *parent)
    : LineList(theme, parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("transitionList"));
    setAccessibleName(tr("Transitions"));
    setModel(&model);
    setSelectionMode(NoSelection);
    setItemDelegate(new CellDelegate(theme, compactRowHeight, this));
    setItemDelegateForColumn(TransitionModel::TimeColumn, new QuietDelegate(theme, compactRowHeight, this));
}

void TransitionList::resizeEvent(QResizeEvent *event)
{
    setNarrow(event->size().width() <
              timeWidth() + changeWidth() + fontMetrics().horizontalAdvance(longReason()) + 2 * spaceM);
    LineList::resizeEvent(event);
    if (m_narrow.value_or(false))
        scheduleDelayedItemsLayout(); // reasons wrap elsewhere
}

void TransitionList::paintEvent(QPaintEvent *event)
{
    LineList::paintEvent(event);
    paintHintIfEmpty(*this, theme(), tr("The circuit has not moved yet."));
}

std::optional<health::TimePoint> TransitionList::momentOf(const QModelIndex &index) const
{
    const auto *entry = index.data(TransitionModel::EntryRole).value<const history::TransitionEntry *>();
    return entry ? std::optional(entry->at.steady) : std::nullopt;
}

/// What the circuit was at a moment is what the last transition before it led to.
QModelIndex TransitionList::rowOf(health::TimePoint at) const
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex index = m_model.index(row, TransitionModel::TimeColumn);
        if (momentOf(index) <= at)
            return index;
    }
    return {};
}

void TransitionList::setNarrow(bool narrow)
{
    if (m_narrow == narrow)
        return;
    m_narrow = narrow;
    const auto layout = narrow ? TransitionDelegate::Layout::Stacked : TransitionDelegate::Layout::Column;
    setUniformRowHeights(!narrow);
    delete itemDelegateForColumn(TransitionModel::ChangeColumn);
    setItemDelegateForColumn(TransitionModel::ChangeColumn, new TransitionDelegate(theme(), layout, this));
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/check_list.h"

#include <QHeaderView>
#include <QPainter>
#include <QResizeEvent>

#include "ui/delegates/check_delegates.h"
#include "ui/panes/view_hint.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int phasesWidth = 140;
/// Below this width there is no room for the phases as well.
constexpr int widthForPhases = 420;
/// A check this far from the moment under the pointer is not meant.
constexpr auto nearInList = std::chrono::seconds(10);

} // namespace

CheckList::CheckList(CheckListModel &model, const Theme &theme, QWidget *parent)
    : LineList(theme, parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("checkList"));
    setAccessibleName(tr("Last checks"));
    setModel(&model);
    setRootIsDecorated(true);
    setIndentation(spaceM);
    setItemDelegate(new CellDelegate(theme, compactRowHeight, this));
    setItemDelegateForColumn(CheckListModel::ResultColumn,
                             new CheckResultDelegate(theme, compactRowHeight, this));
    setItemDelegateForColumn(CheckListModel::PhasesColumn, new PhasesDelegate(theme, compactRowHeight, this));
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(CheckListModel::ResultColumn, QHeaderView::Stretch);
    header()->resizeSection(CheckListModel::TimeColumn,
                            fontMetrics().horizontalAdvance(QStringLiteral("00:00:00")) + indentation() +
                                2 * spaceS);
    header()->resizeSection(CheckListModel::PhasesColumn, phasesWidth);
    connect(&model, &QAbstractItemModel::modelReset, this, &QTreeView::scrollToTop);
    connect(this, &QTreeView::expanded, this, &CheckList::spanLines);
    connect(this, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        const QModelIndex check = index.siblingAtColumn(0);
        if (!index.parent().isValid())
            setExpanded(check, !isExpanded(check));
    });
}

bool CheckList::open(health::TimePoint from, health::TimePoint to)
{
    const QModelIndex check = m_model.mostTelling(from, to);
    if (!check.isValid())
        return false;
    setCurrentIndex(check);
    expand(check);
    scrollTo(check, PositionAtTop);
    return true;
}

void CheckList::resizeEvent(QResizeEvent *event)
{
    setColumnHidden(CheckListModel::PhasesColumn, event->size().width() < widthForPhases);
    LineList::resizeEvent(event);
}

void CheckList::paintEvent(QPaintEvent *event)
{
    LineList::paintEvent(event);
    paintHintIfEmpty(*this, theme(), tr("No check yet since this endpoint is looked at."));
}

/// As quiet as the rest of the row: styles fill it with the full colour of a selection.
void CheckList::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    if (selectionModel()->isSelected(index))
        painter->fillRect(rect, theme().colours().selected);
    if (!m_model.hasChildren(index))
        return;
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.rect = QRect(rect.right() - indentation() + 1, rect.top(), indentation(), rect.height());
    option.state |= QStyle::State_Item | QStyle::State_Children;
    option.state.setFlag(QStyle::State_Open, isExpanded(index));
    style()->drawPrimitive(QStyle::PE_IndicatorBranch, &option, painter, this);
}

std::optional<health::TimePoint> CheckList::momentOf(const QModelIndex &index) const
{
    const QModelIndex check = index.parent().isValid() ? index.parent() : index.siblingAtColumn(0);
    const auto *record = check.data(CheckListModel::RecordRole).value<const history::CheckRecord *>();
    return record ? std::optional(record->at.steady) : std::nullopt;
}

QModelIndex CheckList::rowOf(health::TimePoint at) const
{
    return m_model.nearest(at, nearInList);
}

/// Lines are as wide as the list.
void CheckList::spanLines(const QModelIndex &check)
{
    for (int line = 0; line < m_model.rowCount(check); ++line)
        setFirstColumnSpanned(line, check, true);
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/incident_list.h"

#include <algorithm>

#include <QEvent>
#include <QHeaderView>

#include "ui/delegates/incident_delegates.h"
#include "ui/panes/view_hint.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int leastWords = 16; ///< characters of a column of words that are worth their room

} // namespace

IncidentList::IncidentList(IncidentFilter &incidents, const Theme &theme, QWidget *parent)
    : LineList(theme, parent)
    , m_incidents(incidents)
{
    setObjectName(QStringLiteral("incidentList"));
    setAccessibleName(tr("Incidents"));
    setModel(&incidents);
    setHeaderHidden(false);
    header()->setSectionsMovable(false);
    header()->setSectionsClickable(false);
    header()->setStretchLastSection(false);
    header()->setMinimumSectionSize(1);
    setItemDelegate(new CellDelegate(theme, compactRowHeight, this));
    setItemDelegateForColumn(IncidentModel::LengthColumn,
                             new IncidentLengthDelegate(theme, compactRowHeight, this));
    m_fit.setSingleShot(true);
    connect(&m_fit, &QTimer::timeout, this, &IncidentList::fit);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, &IncidentList::currentChanged);
    connect(&incidents, &QAbstractItemModel::rowsInserted, &m_fit, qOverload<>(&QTimer::start));
    connect(
        &incidents, &QAbstractItemModel::dataChanged, this,
        [this](const QModelIndex &first, const QModelIndex &last) { takeChange(first.row(), last.row()); });
}

const history::Incident *IncidentList::current() const
{
    return currentIndex().data(IncidentModel::IncidentRole).value<const history::Incident *>();
}

bool IncidentList::choose(std::int64_t outage)
{
    const QModelIndex row = m_incidents.rowOf(outage);
    if (!row.isValid())
        return false;
    setCurrentIndex(row);
    scrollTo(row);
    return true;
}

void IncidentList::chooseFirst()
{
    if (!currentIndex().isValid() && m_incidents.rowCount() > 0)
        setCurrentIndex(m_incidents.index(0, 0));
}

void IncidentList::resizeEvent(QResizeEvent *event)
{
    LineList::resizeEvent(event);
    fit();
}

void IncidentList::paintEvent(QPaintEvent *event)
{
    LineList::paintEvent(event);
    paintHintIfEmpty(*this, theme(), tr("No incident is like that: the filter leaves none."));
}

void IncidentList::changeEvent(QEvent *event)
{
    LineList::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
}

void IncidentList::fit()
{
    const int start = figureWidth(IncidentModel::StartColumn);
    const int length = figureWidth(IncidentModel::LengthColumn);
    const int worst = figureWidth(IncidentModel::WorstColumn);
    const int words = leastWords * fontMetrics().averageCharWidth();
    int left = viewport()->width() - start - length;
    const bool showsWorst = left - worst >= 2 * words;
    left -= showsWorst ? worst : 0;
    const bool showsAffected = left >= 2 * words;
    setColumnHidden(IncidentModel::WorstColumn, !showsWorst);
    setColumnHidden(IncidentModel::AffectedColumn, !showsAffected);
    header()->resizeSection(IncidentModel::StartColumn, start);
    header()->resizeSection(IncidentModel::LengthColumn, length);
    header()->resizeSection(IncidentModel::WorstColumn, worst);
    const int affected = showsAffected ? left / 2 : 0;
    header()->resizeSection(IncidentModel::AffectedColumn, affected);
    header()->resizeSection(IncidentModel::CauseColumn, std::max(left - affected, words));
}

/// Of the widest: another year is said, and one that lasts says so.
int IncidentList::figureWidth(int column) const
{
    int widest = header()->sectionSizeHint(column);
    for (int row = 0; row < m_incidents.rowCount(); ++row)
        widest = std::max(widest, sizeHintForIndex(m_incidents.index(row, column)).width());
    return widest;
}

/// What lasts grows longer.
void IncidentList::takeChange(int first, int last)
{
    if (first <= currentIndex().row() && currentIndex().row() <= last)
        Q_EMIT currentChanged();
    for (int row = first; row <= last; ++row) {
        const int needed = sizeHintForIndex(m_incidents.index(row, IncidentModel::LengthColumn)).width();
        if (needed > columnWidth(IncidentModel::LengthColumn))
            return fit();
    }
}

} // namespace fusebox::ui

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

int cellWidth(const QFontMetrics &metrics, const QString &text)
{
    return metrics.horizontalAdvance(text) + 2 * spaceS;
}

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
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, &IncidentList::currentChanged);
    connect(&incidents, &QAbstractItemModel::rowsInserted, this, &IncidentList::fit);
    connect(&incidents, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) {
                if (first.row() <= currentIndex().row() && currentIndex().row() <= last.row())
                    Q_EMIT currentChanged();
            });
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
    const QFontMetrics metrics = fontMetrics();
    const int start = startWidth();
    // The longest of each kind, whatever comes.
    const int length =
        cellWidth(metrics, tr("lasts, %1").arg(QStringLiteral("00 min 00 s"))) + glyphSize + spaceS;
    const int worst = std::max(cellWidth(metrics, QStringLiteral("00.0 min")),
                               header()->sectionSizeHint(IncidentModel::WorstColumn));
    const int words = leastWords * metrics.averageCharWidth();
    int left = viewport()->width() - start - length;
    const bool showsWorst = left - worst >= 2 * words;
    left -= showsWorst ? worst : 0;
    const bool showsAffected = left >= 2 * words;
    setColumnHidden(IncidentModel::WorstColumn, !showsWorst);
    setColumnHidden(IncidentModel::AffectedColumn, !showsAffected);
    header()->resizeSection(IncidentModel::StartColumn, start);
    header()->resizeSection(IncidentModel::LengthColumn, length);
    header()->resizeSection(IncidentModel::WorstColumn, worst);
    const int affected = showsAffected ? left * 2 / 5 : 0;
    header()->resizeSection(IncidentModel::AffectedColumn, affected);
    header()->resizeSection(IncidentModel::CauseColumn, std::max(left - affected, words));
}

/// Of the widest: days have one digit or two, and another year is said.
int IncidentList::startWidth() const
{
    int widest = header()->sectionSizeHint(IncidentModel::StartColumn);
    for (int row = 0; row < m_incidents.rowCount(); ++row)
        widest = std::max(widest, cellWidth(fontMetrics(), m_incidents.index(row, 0).data().toString()));
    return widest;
}

} // namespace fusebox::ui

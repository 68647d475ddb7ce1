// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/incident_filter.h"

namespace fusebox::ui {

IncidentFilter::IncidentFilter(IncidentModel &incidents, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_incidents(incidents)
{
    setSourceModel(&incidents);
}

void IncidentFilter::setChoice(const IncidentChoice &choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    invalidateFilter();
}

QModelIndex IncidentFilter::rowOf(std::int64_t outage) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const auto *incident =
            index(row, 0).data(IncidentModel::IncidentRole).value<const history::Incident *>();
        if (incident && incident->outage.id == outage)
            return index(row, 0);
    }
    return {};
}

bool IncidentFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const auto *incident = index.data(IncidentModel::IncidentRole).value<const history::Incident *>();
    return incident &&
           m_choice.accepts(*incident, index.data(IncidentModel::SoughtRole).toString(), m_incidents.now());
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

#include "ui/models/incident_model.h"
#include "ui/rows/incident_choice.h"

namespace fusebox::ui {

/// The incidents that are chosen, in the order of the model.
class IncidentFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit IncidentFilter(IncidentModel &incidents, QObject *parent = nullptr);

    void setChoice(const IncidentChoice &choice);
    [[nodiscard]] const IncidentChoice &choice() const { return m_choice; }
    /// The row of an outage; none: it is not shown.
    [[nodiscard]] QModelIndex rowOf(std::int64_t outage) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    const IncidentModel &m_incidents;
    IncidentChoice m_choice;
};

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "ui/rows/incident_timeline.h"

namespace fusebox::ui {

/// What happened in one incident, the oldest first: when, and what.
class TimelineModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, TextColumn };
    enum Role { LineRole = Qt::UserRole + 1 }; ///< const TimelineLine *, valid until the model changes

    using QAbstractTableModel::QAbstractTableModel;

    void set(std::vector<TimelineLine> lines);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<TimelineLine> m_lines;
};

} // namespace fusebox::ui

Q_DECLARE_METATYPE(const fusebox::ui::TimelineLine *)

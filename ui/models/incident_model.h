// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "core/history/record/incident.h"

namespace fusebox::ui {

/// The incidents that are known, the newest first: when, how long, why, whom they hit, and how slow it got.
class IncidentModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { StartColumn, LengthColumn, CauseColumn, AffectedColumn, WorstColumn, ColumnCount };
    enum Role {
        IncidentRole = Qt::UserRole + 1, ///< const Incident *, valid until the model changes
        SoughtRole                       ///< see soughtText()
    };
    /// Older ones than these are left out.
    static constexpr std::size_t most = 2000;

    using QAbstractTableModel::QAbstractTableModel;

    /// In the stead of all that are known, in any order. A line of one that stays, stays.
    void set(std::vector<history::Incident> incidents);
    /// What somebody has just written, before it is read from where it is kept.
    void addNote(std::int64_t outage, const history::Remark &note);
    /// Those that last grow longer.
    void setNow(health::WallTime now);
    [[nodiscard]] health::WallTime now() const { return m_now; }
    /// Null: it is not known.
    [[nodiscard]] const history::Incident *find(std::int64_t outage) const;
    /// Of an endpoint, that reaches into a stretch of time; the newest, null without any.
    [[nodiscard]] const history::Incident *findAt(const settings::EndpointId &endpoint, health::WallTime from,
                                                  health::WallTime to) const;
    /// Whether older ones were left out.
    [[nodiscard]] bool isCut() const { return m_isCut; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        history::Incident incident = {};
        QString sought = {};
    };

    void removeMissing(const std::vector<Row> &wanted);
    void insertNew(const std::vector<Row> &wanted);
    [[nodiscard]] static std::int64_t idOf(const Row &row);
    [[nodiscard]] static std::pair<health::WallTime, std::int64_t> placeOf(const Row &row);
    void tellChanged(int first, int last);

    std::vector<Row> m_rows; ///< the newest first
    health::WallTime m_now = {};
    bool m_isCut = false;
};

} // namespace fusebox::ui

Q_DECLARE_METATYPE(const fusebox::history::Incident *)

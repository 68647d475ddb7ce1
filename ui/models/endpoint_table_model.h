// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QHash>

#include "core/health/snapshot.h"
#include "ui/models/endpoint_history.h"
#include "ui/models/row_runs.h"

namespace fusebox::ui {

/// The endpoints, one row each, in the order they came. Display texts and what delegates and sorting need are
/// apart. It reads no clock: what changes with time alone (a countdown) is painted by a delegate.
/// The history store outlives it.
class EndpointTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        StatusColumn,
        NameColumn,
        CircuitColumn,
        LatencyColumn,
        P95Column,
        TraceColumn,
        ReasonColumn
    };
    static constexpr int columns = ReasonColumn + 1;

    enum Role {
        IdRole = Qt::UserRole + 1, ///< QString
        RowRole,                   ///< const EndpointSnapshot *, valid until the model changes
        SamplesRole                ///< const SampleSeries *, may be null
    };

    explicit EndpointTableModel(const HistoryStore &histories, QObject *parent = nullptr);

    /// Rows removed, changed (one dataChanged for each run of rows) and appended.
    void apply(const health::MonitorUpdate &update);

    [[nodiscard]] const health::EndpointSnapshot &snapshot(int row) const { return m_rows[std::size_t(row)]; }
    /// Null when there is no such endpoint.
    [[nodiscard]] const health::EndpointSnapshot *find(const health::EndpointId &id) const;
    /// -1 when there is no such endpoint.
    [[nodiscard]] int rowOf(const health::EndpointId &id) const { return m_rowOf.value(id, -1); }
    [[nodiscard]] QStringList ids() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void remove(const std::vector<health::EndpointId> &ids);
    void removeRun(RowRun run);
    void replace(const std::vector<const health::EndpointSnapshot *> &known);
    void append(const std::vector<const health::EndpointSnapshot *> &added);
    void reindexFrom(int row);

    const HistoryStore &m_histories;
    std::vector<health::EndpointSnapshot> m_rows;
    QHash<health::EndpointId, int> m_rowOf;
};

} // namespace fusebox::ui

Q_DECLARE_METATYPE(const fusebox::health::EndpointSnapshot *)
Q_DECLARE_METATYPE(const fusebox::ui::SampleSeries *)

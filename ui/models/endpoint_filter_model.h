// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bitset>

#include <QSortFilterProxyModel>

#include "ui/models/endpoint_table_model.h"

namespace fusebox::ui {

/// Which rows are shown, and in which order: worst first unless a person chose a column. Values change all
/// the time, so neither order nor filter follows by itself: refresh() does it, on a slow timer.
class EndpointFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using StatusSet = std::bitset<static_cast<std::size_t>(health::Status::Count)>;

    explicit EndpointFilterModel(EndpointTableModel &endpoints, QObject *parent = nullptr);

    /// Rows whose name, URL or id contains it; empty: all.
    void setText(const QString &text);
    /// Rows with one of these statuses; none set: all.
    void setStatuses(const StatusSet &statuses);
    void setOpenCircuitsOnly(bool only);
    [[nodiscard]] bool isFiltering() const;

    /// Brings order and filter up to date; does nothing when they are.
    void refresh();

    [[nodiscard]] const health::EndpointSnapshot &snapshot(const QModelIndex &proxyIndex) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    [[nodiscard]] bool accepts(const health::EndpointSnapshot &row) const;
    [[nodiscard]] bool isStale() const;
    [[nodiscard]] bool isOutOfOrder() const;

    EndpointTableModel &m_endpoints;
    QString m_text;
    StatusSet m_statuses;
    bool m_openCircuitsOnly = false;
};

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "core/history/endpoint_history.h"

namespace fusebox::ui {

/// The transitions of one endpoint's circuit, newest first: when, from and to, and why in a sentence.
class TransitionModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, ChangeColumn, WhyColumn };
    enum Role { EntryRole = Qt::UserRole + 1 }; ///< const TransitionEntry *, valid until the model changes

    using QAbstractTableModel::QAbstractTableModel;

    /// Shows another endpoint's, or none's.
    void reset(const history::EndpointHistory *history);
    /// Adds what has come since.
    void update(const history::EndpointHistory &history);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] const history::TransitionEntry &entry(int row) const;

    void dropOldest();

    std::deque<history::TransitionEntry> m_entries; ///< oldest first
    std::uint64_t m_seen = 0;                       ///< EndpointHistory::transitionsEver when last read
};

} // namespace fusebox::ui

Q_DECLARE_METATYPE(const fusebox::history::TransitionEntry *)

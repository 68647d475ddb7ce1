// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QSet>

#include "core/history/history_store.h"
#include "ui/rows/columns.h"
#include "ui/rows/endpoint_filter.h"
#include "ui/rows/heading_texts.h"
#include "ui/rows/row_runs.h"
#include "ui/rows/table_lines.h"

namespace fusebox::ui {

/// The table's lines: endpoints under the headings of their groups, filtered, folded and sorted, worst first
/// unless a person chose a column. Values change all the time, so neither order nor filter follows by itself:
/// refresh() does it, on a slow timer. It reads no clock: the time is handed to it. Display texts and what
/// delegates need are apart. Both stores outlive it; nobody else changes that of the endpoints.
class EndpointTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using Column = ui::Column;
    using enum ui::Column;
    static constexpr int columns = numberOfColumns;

    enum Role {
        IdRole = Qt::UserRole + 1, ///< QString; empty of a heading
        RowRole,                   ///< const EndpointSnapshot *, valid until the model changes; null: heading
        HistoryRole                ///< const EndpointHistory *, may be null
    };

    EndpointTableModel(EndpointStore &endpoints, const history::HistoryStore &histories,
                       QObject *parent = nullptr);

    /// One dataChanged for each run of lines. When endpoints come or go the lines are arranged anew. This,
    /// and all that follows here, returns whether lines have moved.
    bool apply(const history::UpdatePart &update);
    /// Of relative times in texts.
    void setNow(health::TimePoint now) { m_now = now; }

    bool setFilter(const EndpointFilter &filter);
    [[nodiscard]] const EndpointFilter &filter() const { return m_filter; }
    /// Of those that the filter's words find, whatever states it narrows to; as of the last refresh().
    [[nodiscard]] const Tally &found() const;
    /// Headings, when there are groups; on by default.
    bool setGrouped(bool grouped);
    [[nodiscard]] bool isGrouped() const { return m_isGrouped; }
    bool setFolded(const QString &group, bool folded);
    /// Of an endpoint that the filter lets through; else, and when it is not folded, nothing.
    void unfoldFor(const settings::EndpointId &id);
    bool setFoldedGroups(const QStringList &groups);
    [[nodiscard]] QStringList foldedGroups() const;
    /// Brings order and filter up to date, but for the rows held, which stay on their lines.
    bool refresh(const std::vector<HeldRow> &held = {});

    [[nodiscard]] std::optional<GroupHeading> heading(int line) const;
    /// Null for a heading.
    [[nodiscard]] const health::EndpointSnapshot *snapshot(int line) const;
    /// Of the store; Line::heading for a heading.
    [[nodiscard]] int rowAt(int line) const { return m_lines[std::size_t(line)].row; }
    /// -1 when it is not shown.
    [[nodiscard]] int lineOf(const settings::EndpointId &id) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    [[nodiscard]] std::vector<Line> arranged();
    [[nodiscard]] std::vector<SortedRow> accepted();
    void place(std::vector<Line> lines, const std::vector<int> &movedTo = {});
    void indexLines();
    void keepPersistentIndexes(const std::vector<Line> &before, const std::vector<int> &movedTo);
    void tellOfChanges(const EndpointStore::Changes &changes);
    [[nodiscard]] QVariant headingData(int line, int column, int role) const;

    EndpointStore &m_endpoints;
    const history::HistoryStore &m_histories;
    EndpointFilter m_filter;
    QSet<QString> m_folded;
    bool m_isGrouped = true;
    Column m_sortColumn = StatusColumn;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    health::TimePoint m_now = {};

    std::vector<Line> m_lines;
    std::vector<int> m_lineOfRow;     ///< -1: not shown
    std::vector<int> m_lineOfHeading; ///< by group; -1: not shown
    std::vector<int> m_shown;         ///< by group: rows that the filter lets through
    Tally m_found;                    ///< by its words, when it has some
};

} // namespace fusebox::ui

Q_DECLARE_METATYPE(const fusebox::health::EndpointSnapshot *)
Q_DECLARE_METATYPE(const fusebox::history::EndpointHistory *)

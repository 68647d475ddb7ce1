// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/panes/table_layout.h"

class QHeaderView;
class QMenu;

namespace fusebox::ui {

/// Which columns the table shows, in which order and how wide, and by which it is sorted. Until a person has
/// changed anything they follow the table's width; from then on they stay as they are, and a bar scrolls what
/// does not fit.
class TableColumns final : public QObject
{
    Q_OBJECT

public:
    explicit TableColumns(QHeaderView &header, QObject *parent = nullptr);

    /// The table is this wide now.
    void fit(int width);
    [[nodiscard]] bool isChosen() const { return m_isChosen; }
    /// Both stay this object's.
    [[nodiscard]] QMenu *menu() const { return m_menu; }
    [[nodiscard]] QMenu *sortMenu() const { return m_sortMenu; }

    [[nodiscard]] std::vector<TableLayout::Column> layout() const;
    /// Columns that are not named keep their place behind those that are, hidden.
    void restore(const std::vector<TableLayout::Column> &columns);

Q_SIGNALS:
    /// isChosen() may have changed.
    void chosen();

private:
    void buildMenu();
    void buildSortMenu();
    void keepSorting(int column, Qt::SortOrder order);
    void setShown(int column, bool shown);
    void choose();
    void letFollow();
    void letLastShrink();
    void arrangeByWidth();
    void shareRoom();

    QHeaderView &m_header;
    QMenu *m_menu;
    QMenu *m_sortMenu;
    int m_sortedBy = 0;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    int m_width = 0;
    int m_class = -1; ///< of widths: how many columns were shown for the last
    bool m_isChosen = false;
    bool m_isArranging = false; ///< changes of the header are not a person's
};

} // namespace fusebox::ui

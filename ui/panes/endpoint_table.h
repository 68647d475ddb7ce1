// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QElapsedTimer>
#include <QTreeView>

#include "core/health/values/clock.h"
#include "ui/models/endpoint_table_model.h"
#include "ui/panes/table_layout.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

class TableColumns;

/// The table of endpoints under the headings of their groups. What moves with time alone is repainted where
/// it is seen and nowhere else. A heading is folded by a click, or by the keys Left, Right, Space and Return;
/// it can be current, which changes nothing of what is selected.
class EndpointTable final : public QTreeView
{
    Q_OBJECT

public:
    EndpointTable(EndpointTableModel &rows, const Theme &theme, const resilience::Clock &clock,
                  QWidget *parent = nullptr);

    /// Repaints the countdowns in sight; traces and relative times too when `slow`.
    void tick(bool slow);
    /// True while a person is at it, so that no row must move.
    [[nodiscard]] bool isBusy() const;
    /// The rows in sight that must stay on their lines: that under the pointer, and those a person selected.
    [[nodiscard]] std::vector<HeldRow> heldRows() const;
    /// Shows the endpoint as if a person had chosen it. Unfolds its group; nothing if the filter hides it.
    void select(const settings::EndpointId &id);
    /// The first endpoint, which nobody chose: it is not held in its place.
    void selectFirst();
    /// The same, chosen by a person: the first match.
    void chooseFirst();
    /// As selectFirst(), for this one. Neither scrolls nor unfolds for it: nothing if it is not shown.
    void selectForNobody(const settings::EndpointId &id);
    [[nodiscard]] bool isChosenByHand() const { return m_isChosenByHand; }
    /// Makes those of the given that are shown current and selected, and no other.
    void restore(const settings::EndpointId &current, const QStringList &selected);
    [[nodiscard]] QStringList selectedIds() const;
    /// What commands are for: those that are selected, and none while a heading is current.
    [[nodiscard]] QStringList targetIds() const;
    /// The endpoint whose detail is shown; empty when there is none.
    [[nodiscard]] settings::EndpointId currentId() const;

    [[nodiscard]] TableLayout tableLayout() const;
    void setTableLayout(const TableLayout &layout);
    void selectAll() override;
    /// For the menu bar: which columns there are, and by which it is sorted.
    [[nodiscard]] std::array<QMenu *, 2> menus() const;

Q_SIGNALS:
    void endpointSelectionChanged();
    /// Nothing else is selected for that.
    void headingReached();
    void foldRequested(const QString &group, bool folded);
    /// A double click on an endpoint.
    void endpointActivated();

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex &index,
                                                         const QEvent *event) const override;
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                     const QList<int> &roles = {}) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;

private:
    void setUpHeader();
    [[nodiscard]] RowRun linesInSight() const;
    [[nodiscard]] bool isHeading(const QModelIndex &index) const;
    void paintMark(QPainter &painter, const QRect &line, const QModelIndex &index) const;
    void fold(const QModelIndex &heading, bool folded);
    void leaveHeading();
    bool foldByKey(int key);
    void updateCells(RowRun lines, EndpointTableModel::Column column);

    EndpointTableModel &m_rows;
    const Theme &m_theme;
    TableColumns *m_columns = nullptr;
    QElapsedTimer m_sincePointerMoved;
    std::optional<QPoint> m_pointer; ///< over the viewport
    bool m_isChosenByHand = false;   ///< what is selected
};

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTreeView>

#include "core/health/clock.h"
#include "ui/models/endpoint_filter_model.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

/// The table of endpoints. What moves with time alone is repainted where it is seen and nowhere else.
class EndpointTable final : public QTreeView
{
    Q_OBJECT

public:
    EndpointTable(EndpointFilterModel &rows, const Theme &theme, const resilience::Clock &clock,
                  QWidget *parent = nullptr);

    /// Repaints the countdowns in sight; traces too when `traces`.
    void tick(bool traces);
    /// True while a person is at it, so that rows must not move under the pointer.
    [[nodiscard]] bool isBusy() const;
    void select(const health::EndpointId &id);
    /// Makes those of the given that are shown current and selected, and no other.
    void restore(const health::EndpointId &current, const QStringList &selected);
    [[nodiscard]] QStringList selectedIds() const;
    /// The endpoint whose detail is shown; empty when there is none.
    [[nodiscard]] health::EndpointId currentId() const;

Q_SIGNALS:
    void endpointSelectionChanged();

protected:
    bool viewportEvent(QEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                 const QModelIndex &index) const override;

private:
    void setUpHeader();
    void fitColumns();

    EndpointFilterModel &m_rows;
    const Theme &m_theme;
    QElapsedTimer m_sincePointerMoved;
};

} // namespace fusebox::ui

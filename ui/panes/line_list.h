// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPersistentModelIndex>
#include <QPointer>
#include <QTreeView>

#include "ui/charts/moment_focus.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

/// A list of things that happened: no frame, rows of one height, no sideways scrolling. Hovering a row moves
/// the moment it shares with whatever else shows time, and the row nearest to that moment is marked.
class LineList : public QTreeView
{
    Q_OBJECT

public:
    explicit LineList(const Theme &theme, QWidget *parent = nullptr);

    /// Until then, and once `focus` is gone, it marks nothing.
    void follow(MomentFocus &focus);
    [[nodiscard]] const QPersistentModelIndex &marked() const { return m_marked; }

protected:
    /// When what a row shows happened; none for a row that has no moment.
    [[nodiscard]] virtual std::optional<health::TimePoint> momentOf(const QModelIndex &index) const = 0;
    /// The row of a moment, if there is one near it.
    [[nodiscard]] virtual QModelIndex rowOf(health::TimePoint at) const = 0;

    void drawRow(QPainter *painter, const QStyleOptionViewItem &options,
                 const QModelIndex &index) const override;
    void leaveEvent(QEvent *event) override;
    [[nodiscard]] const Theme &theme() const { return m_theme; }

private:
    void mark();

    const Theme &m_theme;
    QPointer<MomentFocus> m_focus;
    QPersistentModelIndex m_marked;
};

} // namespace fusebox::ui

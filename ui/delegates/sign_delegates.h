// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/cell_delegate.h"

namespace fusebox::ui {

/// A cell whose text is preceded by a sign. The sign of a log line is the status or the circuit it tells of.
class LogEventDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override;
};

/// A transition as two switches and the word of the state that was reached. Stacked, with time and reason
/// too, the reason on as many lines as it needs: for a list too narrow for columns, which wraps words.
class TransitionDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    enum class Layout { Column, Stacked };

    TransitionDelegate(const Theme &theme, Layout layout, QObject *parent);

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override;

private:
    void paintChange(QPainter &painter, QRect cell, const resilience::TransitionRecord &record) const;

    Layout m_layout;
};

/// Text that may be overlooked: times.
class QuietDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                      const QModelIndex &index) const override;
};

} // namespace fusebox::ui

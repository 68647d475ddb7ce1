// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace fusebox::ui {

/// A cell of our tables: quiet selection and hover, plain text, elided. Others paint more into it.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(const Theme &theme, int height, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    /// Paints into `rect`, the cell without its margins; painter state is the caller's to restore.
    virtual void paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const;
    void paintText(QPainter &painter, const QRect &rect, const QString &text, const QColor &colour,
                   Qt::Alignment alignment = Qt::AlignLeft) const;
    [[nodiscard]] const Colours &colours() const { return m_theme.colours(); }

private:
    const Theme &m_theme;
    int m_rowHeight;
};

} // namespace fusebox::ui

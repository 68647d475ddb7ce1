// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

#include "ui/theme/theme.h"

namespace fusebox::ui {

/// Titles with the arrow of sorting beside them: behind a title that stands left, before one that stands
/// right. A style draws it at the right edge, whatever stands there.
class TableHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit TableHeader(const Theme &theme, QWidget *parent = nullptr);

    // In the section's own coordinates.
    [[nodiscard]] QRect titleRect(int section) const;
    /// Empty unless it is sorted by this one.
    [[nodiscard]] QRect arrowRect(int section) const;

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int section) const override;
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;

private:
    [[nodiscard]] QString title(int section) const;
    [[nodiscard]] bool standsRight(int section) const;
    [[nodiscard]] bool isSortedBy(int section) const;

    const Theme &m_theme;
};

} // namespace fusebox::ui

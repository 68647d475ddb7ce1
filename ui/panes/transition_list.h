// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QTreeView>

#include "ui/models/transition_model.h"
#include "ui/theme/theme.h"

namespace fusebox::ui {

/// The transitions of one circuit with their reasons, newest first; in columns, or where there is no room for
/// them one under the other.
class TransitionList final : public QTreeView
{
    Q_OBJECT

public:
    TransitionList(TransitionModel &model, const Theme &theme, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void setNarrow(bool narrow);
    [[nodiscard]] int timeWidth() const;
    [[nodiscard]] int changeWidth() const;

    const Theme &m_theme;
    std::optional<bool> m_narrow; ///< unknown until first laid out
};

/// What lists of lines share: no frame, rows of one height, no tree, no sideways scrolling.
void setUpLineList(QTreeView &view);

} // namespace fusebox::ui

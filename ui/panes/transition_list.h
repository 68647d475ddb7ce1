// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "ui/models/transition_model.h"
#include "ui/panes/line_list.h"

namespace fusebox::ui {

/// The transitions of one circuit with their reasons, newest first; in columns, or where there is no room for
/// them one under the other.
class TransitionList final : public LineList
{
    Q_OBJECT

public:
    TransitionList(TransitionModel &model, const Theme &theme, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    [[nodiscard]] std::optional<health::TimePoint> momentOf(const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex rowOf(health::TimePoint at) const override;

private:
    void setNarrow(bool narrow);
    [[nodiscard]] int timeWidth() const;
    [[nodiscard]] int changeWidth() const;

    TransitionModel &m_model;
    std::optional<bool> m_narrow; ///< unknown until first laid out
};

} // namespace fusebox::ui

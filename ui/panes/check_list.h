// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/check_list_model.h"
#include "ui/panes/line_list.h"

namespace fusebox::ui {

/// The last checks of an endpoint: when, how it ended, where its time went; a click opens what more is known
/// of it.
class CheckList final : public LineList
{
    Q_OBJECT

public:
    /// `model` outlives it.
    CheckList(CheckListModel &model, const Theme &theme, QWidget *parent = nullptr);

    /// Opens the most telling check that ended in [from, to]; false if none that is kept did.
    bool open(health::TimePoint from, health::TimePoint to);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;
    [[nodiscard]] std::optional<health::TimePoint> momentOf(const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex rowOf(health::TimePoint at) const override;

private:
    void spanLines(const QModelIndex &check);

    CheckListModel &m_model;
};

} // namespace fusebox::ui

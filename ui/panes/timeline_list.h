// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/timeline_model.h"
#include "ui/panes/line_list.h"

namespace fusebox::ui {

/// The timeline of an incident: nothing in it is cut. Ctrl+C copies the current line.
class TimelineList final : public LineList
{
    Q_OBJECT

public:
    /// `lines` outlive it.
    TimelineList(TimelineModel &lines, const Theme &theme, QWidget *parent = nullptr);

    /// That the current line is of; empty: it is of none.
    [[nodiscard]] settings::EndpointId currentEndpoint() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    [[nodiscard]] std::optional<health::TimePoint> momentOf(const QModelIndex &) const override { return {}; }
    [[nodiscard]] QModelIndex rowOf(health::TimePoint) const override { return {}; }

private:
    void fit();
    void copy() const;

    TimelineModel &m_lines;
};

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/event_log_filter.h"
#include "ui/panes/line_list.h"

namespace fusebox::ui {

/// The lines of the log. It follows the newest until a person scrolls away from it. Ctrl+C and its menu copy
/// what is selected, or all that is shown.
class EventLogView final : public LineList
{
    Q_OBJECT

public:
    /// `model` outlives it.
    EventLogView(EventLogFilter &model, const Theme &theme, QWidget *parent = nullptr);

    /// The selected lines, or all where none is selected; valid until the log changes.
    [[nodiscard]] std::vector<const LogEntry *> chosenEntries() const;
    void copy() const;

protected:
    [[nodiscard]] std::optional<health::TimePoint> momentOf(const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex rowOf(health::TimePoint at) const override;

private:
    void setUpColumns();
    void followNewest();

    EventLogFilter &m_model;
    bool m_atEnd = true;
};

} // namespace fusebox::ui

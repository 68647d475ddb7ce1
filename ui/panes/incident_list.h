// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "ui/models/incident_filter.h"
#include "ui/panes/line_list.h"

namespace fusebox::ui {

/// The incidents that are chosen. Figures always have the room that they need; where that leaves too little
/// for words, the worst latency gives way, then who was hit: both are in the detail.
class IncidentList final : public LineList
{
    Q_OBJECT

public:
    /// `incidents` outlive it.
    IncidentList(IncidentFilter &incidents, const Theme &theme, QWidget *parent = nullptr);

    /// Null: none is chosen.
    [[nodiscard]] const history::Incident *current() const;
    /// False: it is not shown.
    bool choose(std::int64_t outage);
    void chooseFirst();

Q_SIGNALS:
    /// Another is the current one, or it says another thing.
    void currentChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    /// An incident may be of another run, or another year: no moment of this one.
    [[nodiscard]] std::optional<health::TimePoint> momentOf(const QModelIndex &) const override { return {}; }
    [[nodiscard]] QModelIndex rowOf(health::TimePoint) const override { return {}; }

private:
    void fit();
    void takeChange(int first, int last);
    [[nodiscard]] int figureWidth(int column) const;

    IncidentFilter &m_incidents;
    QTimer m_fit; ///< once, whatever comes and goes in a turn of the event loop
};

} // namespace fusebox::ui

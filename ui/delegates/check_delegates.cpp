// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/check_delegates.h"

#include <QPainter>

#include "ui/models/check_list_model.h"
#include "ui/theme/metrics.h"
#include "ui/theme/phase_colours.h"
#include "ui/theme/status_glyph.h"

namespace fusebox::ui {

namespace {

using health::CheckOutcome;
using health::Status;

constexpr int barHeight = 8;

Status statusOf(CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::Success: return Status::Healthy;
    case CheckOutcome::Slow:
    case CheckOutcome::Fallback: return Status::Degraded;
    case CheckOutcome::Failure: return Status::Unhealthy;
    case CheckOutcome::Ignored:
    case CheckOutcome::Skipped: break;
    }
    return Status::Unknown;
}

const history::CheckRecord *recordOf(const QModelIndex &index)
{
    return index.data(CheckListModel::RecordRole).value<const history::CheckRecord *>();
}

} // namespace

void CheckResultDelegate::paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                                       const QModelIndex &index) const
{
    if (const history::CheckRecord *record = recordOf(index))
        paintStatus(painter, QRectF(rect.left(), rect.center().y() - 5.5, 12, 12),
                    statusOf(record->check.outcome), colours());
    paintText(painter, rect.adjusted(12 + spaceS, 0, 0, 0), index.data().toString(), colours().text);
}

void PhasesDelegate::paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                                  const QModelIndex &index) const
{
    const history::CheckRecord *record = recordOf(index);
    if (!record)
        return;
    const probe::PhaseTimes &phases = record->check.phases;
    const double total = std::max(1.0, double(phases.sum().count()));
    double begun = 0;
    for (int i = 0; i < int(probe::Phase::Count); ++i) {
        const auto phase = static_cast<probe::Phase>(i);
        const double took = phases[phase] ? double(phases[phase]->count()) : 0.0;
        painter.fillRect(QRectF(rect.left() + begun / total * rect.width(),
                                rect.center().y() - barHeight / 2 + 1, took / total * rect.width(),
                                barHeight),
                         phaseColour(colours(), phase));
        begun += took;
    }
}

} // namespace fusebox::ui

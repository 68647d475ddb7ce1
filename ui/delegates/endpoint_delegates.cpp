// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/endpoint_delegates.h"

#include <QAbstractItemView>
#include <QPainter>

#include "ui/delegates/trace_painter.h"
#include "ui/models/endpoint_table_model.h"
#include "ui/rows/endpoint_cells.h"
#include "ui/text/endpoint_facts.h"
#include "ui/text/overview.h"
#include "ui/text/sentences.h"
#include "ui/theme/circuit_glyph.h"
#include "ui/theme/metrics.h"
#include "ui/theme/status_glyph.h"
#include "ui/theme/trust_glyph.h"

namespace fusebox::ui {

namespace {

using health::EndpointSnapshot;
using Model = EndpointTableModel;

const EndpointSnapshot &snapshotOf(const QModelIndex &index)
{
    return *index.data(Model::RowRole).value<const EndpointSnapshot *>();
}

/// Shape, colour and word of the status.
class StatusDelegate final : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                      const QModelIndex &index) const override
    {
        const health::Status status = snapshotOf(index).status;
        paintStatus(painter,
                    QRectF(rect.left(), rect.center().y() - glyphSize / 2.0 + 0.5, glyphSize, glyphSize),
                    status, colours());
        paintText(painter, rect.adjusted(glyphSize + spaceS, 0, 0, 0), statusWord(status),
                  colours().of(status).text);
    }
};

/// The name, and an open padlock where the certificate is not verified.
class NameDelegate final : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                      const QModelIndex &index) const override
    {
        const bool isMarked = isUnverified(*snapshotOf(index).config);
        paintText(painter, rect.adjusted(0, 0, isMarked ? -(glyphSize + spaceXs) : 0, 0),
                  index.data().toString(), colours().text);
        if (isMarked)
            paintUnverified(painter,
                            QRectF(rect.right() - glyphSize, rect.center().y() - glyphSize / 2.0 + 0.5,
                                   glyphSize, glyphSize),
                            colours().of(health::Status::Degraded).text);
    }
};

/// The switch, the state, and the time to the next trial.
class CircuitDelegate final : public CellDelegate
{
public:
    CircuitDelegate(const Theme &theme, const resilience::Clock &clock, QObject *parent)
        : CellDelegate(theme, rowHeight, parent)
        , m_clock(clock)
    {
    }

protected:
    void paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                      const QModelIndex &index) const override
    {
        const auto state = effectiveState(snapshotOf(index).circuit);
        const bool calm = state == resilience::EffectiveState::Closed;
        paintCircuit(painter, QRectF(rect.left(), rect.center().y() - 11.5, circuitGlyphWidth, 20), state,
                     colours());
        const QRect words = rect.adjusted(circuitGlyphWidth + spaceS, 0, 0, 0);
        paintText(painter, words, circuitWord(state), calm ? colours().secondary : colours().of(state).text);
        paintText(painter, words, figure(snapshotOf(index)), colours().secondary, Qt::AlignRight);
    }

private:
    /// A countdown while open, else the failures in the window when there are any.
    [[nodiscard]] QString figure(const health::EndpointSnapshot &endpoint) const
    {
        using enum resilience::EffectiveState;
        const resilience::CircuitView &circuit = endpoint.circuit;
        const auto state = effectiveState(circuit);
        if (const auto trial = trialDue(endpoint))
            return countdownText(*trial - m_clock.now());
        if (state == HalfOpen)
            return QStringLiteral("%1/%2").arg(circuit.trialSuccesses).arg(circuit.settings.successThreshold);
        if (state == Closed && circuit.failuresInWindow > 0 && circuit.settings.failureThreshold > 0)
            return QStringLiteral("%1/%2")
                .arg(circuit.failuresInWindow)
                .arg(circuit.settings.failureThreshold);
        return {};
    }

    const resilience::Clock &m_clock;
};

/// Latencies: in orange when slow, a dash in grey.
class LatencyDelegate final : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                      const QModelIndex &index) const override
    {
        const EndpointSnapshot &row = snapshotOf(index);
        const auto latency = columnSpec(index.column()).latency(row);
        const bool slow = latency && *latency > row.config->slowAfter;
        const QColor colour = !latency ? colours().secondary
                              : slow   ? colours().of(health::Status::Degraded).text
                                       : colours().text;
        paintText(painter, rect, index.data().toString(), colour, Qt::AlignRight);
    }
};

/// Figures that may be overlooked: times, attempts when one was enough.
class QuietFigureDelegate final : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                      const QModelIndex &index) const override
    {
        const auto &check = snapshotOf(index).lastCheck;
        const bool neededMore = index.column() == Model::AttemptsColumn && check && check->attempts > 1;
        paintText(painter, rect, index.data().toString(),
                  neededMore ? colours().of(health::Status::Degraded).text : colours().secondary,
                  Qt::AlignRight);
    }
};

class TraceDelegate final : public CellDelegate
{
public:
    TraceDelegate(const Theme &theme, const resilience::Clock &clock, QObject *parent)
        : CellDelegate(theme, rowHeight, parent)
        , m_clock(clock)
    {
    }

protected:
    void paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                      const QModelIndex &index) const override
    {
        if (const auto *history = index.data(Model::HistoryRole).value<const history::EndpointHistory *>())
            paintTrace(painter, rect.adjusted(0, 5, 0, -5), history->samples, m_clock.now(),
                       perBar(*snapshotOf(index).config), colours());
    }

private:
    /// Somewhat more than the interval, so that a check that comes a little late leaves no hole.
    static health::Nanoseconds perBar(const settings::EndpointConfig &config)
    {
        return std::max<health::Nanoseconds>(std::chrono::seconds(2), config.interval * 5 / 4);
    }

    const resilience::Clock &m_clock;
};

/// Why it is as it is; paler when it is over.
class ReasonDelegate final : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter &painter, const QRect &rect, const QStyleOptionViewItem &,
                      const QModelIndex &index) const override
    {
        const bool isOver = snapshotOf(index).reasons.empty();
        paintText(painter, rect, index.data().toString(), isOver ? colours().secondary : colours().text);
    }
};

} // namespace

void installEndpointDelegates(QAbstractItemView &view, const Theme &theme, const resilience::Clock &clock)
{
    auto *latencies = new LatencyDelegate(theme, rowHeight, &view);
    auto *quiet = new QuietFigureDelegate(theme, rowHeight, &view);
    view.setItemDelegate(new CellDelegate(theme, rowHeight, &view));
    view.setItemDelegateForColumn(Model::StatusColumn, new StatusDelegate(theme, rowHeight, &view));
    view.setItemDelegateForColumn(Model::NameColumn, new NameDelegate(theme, rowHeight, &view));
    view.setItemDelegateForColumn(Model::CircuitColumn, new CircuitDelegate(theme, clock, &view));
    for (const ColumnSpec &spec : columnSpecs()) {
        if (spec.latency)
            view.setItemDelegateForColumn(spec.column, latencies);
        else if (spec.align == Qt::AlignRight)
            view.setItemDelegateForColumn(spec.column, quiet);
    }
    view.setItemDelegateForColumn(Model::TraceColumn, new TraceDelegate(theme, clock, &view));
    view.setItemDelegateForColumn(Model::ReasonColumn, new ReasonDelegate(theme, rowHeight, &view));
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wall/wall_card.h"

#include <QPainter>

#include "ui/delegates/trace_painter.h"
#include "ui/rows/endpoint_cells.h"
#include "ui/rows/endpoint_store.h"
#include "ui/text/overview.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"
#include "ui/theme/circuit_glyph.h"
#include "ui/theme/metrics.h"
#include "ui/theme/status_glyph.h"
#include "ui/wall/fitting_text.h"

namespace fusebox::ui {

namespace {

using health::EndpointSnapshot;
using health::Status;
using resilience::EffectiveState;

constexpr qreal leastName = 0.7;   ///< of the letter: longer names are cut
constexpr qreal leastWords = 0.6;  ///< likewise, of their own type
constexpr qreal smallShare = 0.62; ///< of the letter: a detail for those who come nearer

bool isCalm(Status status)
{
    return status != Status::Unhealthy && status != Status::Degraded;
}

QFont fontOf(const QPainter &painter, qreal letter, bool strong)
{
    QFont font = painter.font();
    font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
    font.setPixelSize(std::max(8, static_cast<int>(letter)));
    return font;
}

/// What nobody asks, as this machine is offline, calls for nobody.
bool isCalm(const EndpointSnapshot &endpoint)
{
    return endpoint.held || isCalm(endpoint.status);
}

void paintGround(QPainter &painter, const QRectF &card, const CardLook &look)
{
    painter.setPen(QPen(look.colours.hairline, 1));
    painter.setBrush(look.colours.surface);
    painter.drawRoundedRect(card, spaceS, spaceS);
}

void paintAlarm(QPainter &painter, const QRectF &card, Status status, const CardLook &look)
{
    const Tone &tone = look.colours.of(status);
    painter.setPen(QPen(tone.fill, 3));
    painter.setBrush(look.colours.tint(tone));
    painter.drawRoundedRect(card, spaceS, spaceS);
}

/// Lines end between the parts, never between a count and its word.
QString withPartsWhole(QString phrase)
{
    constexpr QChar noBreak(QChar::Nbsp);
    return phrase.replace(u' ', noBreak).replace(QStringLiteral(",") + noBreak, QStringLiteral(", "));
}

/// "open 12 s", "half-open 1/2"; a circuit that lets calls pass says nothing.
QString circuitLine(const EndpointSnapshot &endpoint, health::TimePoint now)
{
    const auto &circuit = endpoint.circuit;
    const auto state = effectiveState(circuit);
    if (const auto trial = trialDue(endpoint))
        return Text::tr("%1 %2").arg(circuitWord(state), countdownText(*trial - now));
    if (state == EffectiveState::HalfOpen)
        return Text::tr("%1 %2/%3")
            .arg(circuitWord(state))
            .arg(circuit.trialSuccesses)
            .arg(circuit.settings.successThreshold);
    return state == EffectiveState::Closed ? QString() : circuitWord(state);
}

void paintName(QPainter &painter, QRectF line, const EndpointSnapshot &endpoint, const CardLook &look)
{
    const qreal sign = look.letter * 0.8;
    paintStatus(painter, {line.left(), line.center().y() - sign / 2, sign, sign}, endpoint.status,
                look.colours);
    line.setLeft(line.left() + sign + look.letter / 4);
    painter.setFont(fontOf(painter, look.letter, true));
    painter.setPen(look.colours.text);
    paintFitting(painter, line, displayName(*endpoint.config), leastName);
}

void paintCircuitLine(QPainter &painter, QRectF line, const EndpointSnapshot &endpoint, const CardLook &look)
{
    const auto state = effectiveState(endpoint.circuit);
    const QSizeF glyph(look.letter * 1.35, look.letter * 0.9);
    paintCircuit(painter, {QPointF(line.left(), line.center().y() - glyph.height() / 2), glyph}, state,
                 look.colours);
    painter.setFont(fontOf(painter, look.letter, false));
    const auto latency = currentLatency(endpoint);
    const QString figure = latency ? latencyText(*latency) : QString();
    painter.setPen(look.colours.text);
    painter.drawText(line, int(Qt::AlignRight | Qt::AlignVCenter) | Qt::TextSingleLine, figure);
    line.setLeft(line.left() + glyph.width() + look.letter / 4);
    if (latency)
        line.setRight(line.right() - painter.fontMetrics().horizontalAdvance(figure) - look.letter / 4);
    painter.setPen(look.colours.of(state).text);
    paintFitting(painter, line, circuitLine(endpoint, look.now), leastWords);
}

/// The trace of the table's rows, as much larger as the type is.
void paintLargeTrace(QPainter &painter, const QRectF &rect, const EndpointSnapshot &endpoint,
                     const history::SampleSeries &samples, const CardLook &look)
{
    constexpr qreal letterOfRows = 16;
    const qreal scale = std::max(1.0, look.letter / letterOfRows);
    const auto perBar =
        std::max<health::Nanoseconds>(std::chrono::seconds(2), endpoint.config->interval * 5 / 4);
    painter.save();
    painter.translate(rect.topLeft());
    painter.scale(scale, scale);
    paintTrace(painter, {{}, rect.size() / scale}, samples, look.now, perBar, look.colours);
    painter.restore();
}

void paintFoot(QPainter &painter, QRectF foot, const EndpointSnapshot &endpoint,
               const history::EndpointHistory *history, const CardLook &look)
{
    if (endpoint.held || !isCalm(endpoint.status)) {
        painter.setFont(fontOf(painter, look.letter * smallShare, false));
        const QRectF words(foot.left(), foot.top(), foot.width(), painter.fontMetrics().height());
        painter.setPen(look.colours.text);
        paintFitting(painter, words, reasonText(endpoint), leastWords);
        foot.setTop(words.bottom());
    }
    if (history && foot.height() > look.letter / 3) {
        foot.setTop(foot.bottom() - std::min(foot.height(), look.letter));
        paintLargeTrace(painter, foot, endpoint, history->samples, look);
    }
}

} // namespace

void paintWallCard(QPainter &painter, const QRectF &card, const EndpointSnapshot &endpoint,
                   const history::EndpointHistory *history, const CardLook &look)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (isCalm(endpoint))
        paintGround(painter, card, look);
    else
        paintAlarm(painter, card, endpoint.status, look);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const qreal margin = look.letter * 0.3;
    const QRectF inside = card.adjusted(margin, margin, -margin, -margin);
    const qreal line = look.letter * 1.15;
    paintName(painter, {inside.topLeft(), QSizeF(inside.width(), line)}, endpoint, look);
    paintCircuitLine(painter, {inside.left(), inside.top() + line, inside.width(), line}, endpoint, look);
    paintFoot(painter, inside.adjusted(0, 2 * line, 0, 0), endpoint, history, look);
    painter.restore();
}

void paintRestCard(QPainter &painter, const QRectF &card, const Tally &rest, const CardLook &look)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isBad = rest.of(Status::Unhealthy) + rest.of(Status::Degraded) > 0;
    const Status ground = rest.of(Status::Unhealthy) > 0 ? Status::Unhealthy : Status::Degraded;
    if (isBad)
        paintAlarm(painter, card, ground, look);
    else
        paintGround(painter, card, look);
    const QRectF inside = card.adjusted(spaceM, spaceM, -spaceM, -spaceM);
    painter.setFont(fontOf(painter, look.letter, true));
    painter.setPen(look.colours.text);
    painter.drawText(inside, Qt::AlignHCenter | Qt::AlignTop,
                     Text::tr("%1 more").arg(countText(rest.total())));
    painter.setFont(fontOf(painter, look.letter * smallShare, false));
    health::OverallStatus counts;
    counts.counts = rest.statuses;
    painter.drawText(inside.adjusted(0, look.letter * 1.4, 0, 0), Qt::AlignHCenter | Qt::TextWordWrap,
                     withPartsWhole(countsPhrase(counts)));
    painter.restore();
}

} // namespace fusebox::ui

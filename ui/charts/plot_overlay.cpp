// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/plot_overlay.h"

#include <QPainter>

#include "ui/charts/spread_painter.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr qreal lowestMark = 6; ///< of a failure, when few of many failed
constexpr qreal highestMark = 12;
constexpr qreal markWidth = 3;
constexpr qreal lossWidth = 2; ///< of the line: enough to cover the median
/// Of less the marks on the time axis tell alone: over weeks hardly a column would be without any.
constexpr double lightLoss = 0.01;
constexpr double heavyLoss = 0.5;

} // namespace

PlotOverlay::PlotOverlay(const Theme &theme, const PlotContent &content, QGraphicsItem *parent)
    : QGraphicsItem(parent)
    , m_theme(theme)
    , m_content(content)
{
    setZValue(100);
}

void PlotOverlay::setPlot(const QRectF &area)
{
    prepareGeometryChange();
    m_map.area = area;
}

void PlotOverlay::setCrosshair(std::optional<double> share, const QStringList &lines)
{
    m_crosshair = share && *share >= 0 && *share <= 1 ? share : std::nullopt;
    m_lines = lines;
    update();
}

void PlotOverlay::setSelection(std::optional<std::pair<double, double>> shares)
{
    m_selection = shares;
    update();
}

void PlotOverlay::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setClipRect(m_map.area.adjusted(-markWidth, 0, markWidth, 0));
    const std::vector<double> losses = lossAround(m_content.picture.columns);
    if (m_content.kind == ChartKind::Latency)
        paintLoss(*painter, losses);
    paintMarks(*painter, losses);
    if (m_selection) {
        QColor fill = m_theme.colours().accent;
        fill.setAlphaF(0.2f);
        painter->fillRect(QRectF(QPointF(m_map.x(m_selection->first), m_map.area.top()),
                                 QPointF(m_map.x(m_selection->second), m_map.area.bottom())),
                          fill);
    }
    if (m_crosshair)
        paintCrosshair(*painter);
}

/// Over the line itself, from column to column.
void PlotOverlay::paintLoss(QPainter &painter, const std::vector<double> &losses) const
{
    const auto begin = m_content.picture.columns.begin();
    painter.setRenderHint(QPainter::Antialiasing);
    forEachRun(m_content.picture.columns, [&](auto first, auto last) {
        for (auto column = first; column + 1 != last; ++column) {
            const auto i = std::size_t(column - begin);
            const double loss = std::max(losses[i], losses[i + 1]);
            if (loss < lightLoss)
                continue;
            painter.setPen(QPen(colourOf(loss), lossWidth));
            painter.drawLine(medianOf(*column), medianOf(*(column + 1)));
        }
    });
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void PlotOverlay::paintMarks(QPainter &painter, const std::vector<double> &losses) const
{
    const QColor &heavy = m_theme.colours().of(health::Status::Unhealthy).fill;
    const bool hasMedian = m_content.kind == ChartKind::Latency;
    const auto &columns = m_content.picture.columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const ChartColumn &column = columns[i];
        const bool isLonely = !column.joined && (i + 1 == columns.size() || !columns[i + 1].joined);
        const qreal half = markWidth / 2;
        if (hasMedian && column.answered > 0 && isLonely)
            painter.fillRect(QRectF(medianOf(column) - QPointF(half, half), QSizeF(markWidth, markWidth)),
                             colourOf(losses[i]));
        if (column.failed > 0) {
            const qreal height = lowestMark + (highestMark - lowestMark) * column.loss();
            painter.fillRect(
                QRectF(m_map.x(column.x) - half, m_map.area.bottom() - height, markWidth, height), heavy);
        }
    }
}

QPointF PlotOverlay::medianOf(const ChartColumn &column) const
{
    return {m_map.x(column.x), m_map.y(m_content.scale.share(milliseconds(column.median)))};
}

const QColor &PlotOverlay::colourOf(double loss) const
{
    const Colours &colours = m_theme.colours();
    if (loss < lightLoss)
        return colours.latency.fill;
    return colours.of(loss < heavyLoss ? health::Status::Degraded : health::Status::Unhealthy).fill;
}

void PlotOverlay::paintCrosshair(QPainter &painter) const
{
    const qreal x = std::round(m_map.x(*m_crosshair));
    painter.fillRect(QRectF(x, m_map.area.top(), 1, m_map.area.height()), m_theme.colours().text);
    if (!m_lines.isEmpty())
        paintFigures(painter);
}

/// Beside the crosshair, on the side that has room; below the legend of the phases, which it would cover.
void PlotOverlay::paintFigures(QPainter &painter) const
{
    const Colours &colours = m_theme.colours();
    const QFontMetricsF metrics(m_font);
    qreal width = 0;
    for (const QString &line : m_lines)
        width = std::max(width, metrics.horizontalAdvance(line));
    const qreal legend = m_content.kind == ChartKind::Phases ? metrics.height() : 0;
    QRectF box(0, m_map.area.top() + legend + spaceXs, width + 2 * spaceS,
               metrics.height() * double(m_lines.size()) + 2 * spaceXs);
    const qreal x = m_map.x(*m_crosshair);
    const bool fitsRight = x + spaceS + box.width() <= m_map.area.right();
    box.moveLeft(fitsRight ? x + spaceS : std::max(m_map.area.left(), x - spaceS - box.width()));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colours.edge);
    painter.setBrush(colours.surface);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setFont(m_font);
    painter.setPen(colours.text);
    QRectF row(box.left() + spaceS, box.top() + spaceXs, width, metrics.height());
    for (const QString &line : m_lines) {
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, line);
        row.translate(0, metrics.height());
    }
}

} // namespace fusebox::ui

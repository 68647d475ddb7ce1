// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/phase_bar.h"

#include <algorithm>

#include <QPainter>

#include "ui/text/sentences.h"
#include "ui/theme/metrics.h"
#include "ui/theme/phase_colours.h"

namespace fusebox::ui {

namespace {

constexpr int phaseNameWidth = 76;
constexpr int figureWidth = 64;
constexpr int phaseCount = static_cast<int>(probe::Phase::Count);

} // namespace

PhaseBar::PhaseBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("phaseBar"));
    setFont(smallFont(font()));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PhaseBar::show(const probe::PhaseTimes &phases)
{
    if (phases == m_phases)
        return;
    m_phases = phases;
    updateGeometry();
    update();
}

QSize PhaseBar::sizeHint() const
{
    return {320, rows() * rowHeight()};
}

QSize PhaseBar::minimumSizeHint() const
{
    return {phaseNameWidth + figureWidth + 60, sizeHint().height()};
}

void PhaseBar::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    const double total = std::max<double>(1, double(m_phases.sum().count()));
    const qreal room = width() - phaseNameWidth - figureWidth;
    double begun = 0;
    QRectF row(0, 0, width(), rowHeight());
    for (int i = 0; i < phaseCount; ++i) {
        const auto phase = static_cast<probe::Phase>(i);
        if (!m_phases[phase])
            continue;
        const double took = double(m_phases[phase]->count());
        painter.setPen(colours.secondary);
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignLeft, phaseWord(phase));
        painter.setPen(colours.text);
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignRight, latencyText(*m_phases[phase]));
        const QRectF bar(phaseNameWidth + begun / total * room, row.center().y() - 4,
                         std::max(2.0, took / total * room), 8);
        painter.fillRect(bar, phaseColour(colours, phase));
        begun += took;
        row.translate(0, rowHeight());
    }
}

int PhaseBar::rowHeight() const
{
    return fontMetrics().height() + spaceXs;
}

int PhaseBar::rows() const
{
    int rows = 0;
    for (int i = 0; i < phaseCount; ++i)
        rows += m_phases[static_cast<probe::Phase>(i)] ? 1 : 0;
    return rows;
}

} // namespace fusebox::ui

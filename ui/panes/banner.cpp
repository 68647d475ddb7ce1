// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/banner.h"

#include <QPainter>
#include <QPainterPath>

#include "ui/theme/contrast.h"
#include "ui/theme/metrics.h"
#include "ui/theme/status_glyph.h"

namespace fusebox::ui {

namespace {

constexpr int lineHeight = 40;
constexpr int bannerSign = 20;

} // namespace

Banner::Banner(const Theme &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("banner"));
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Banner::show(health::Status status, const QString &overview, const QString &culprit)
{
    if (status == m_status && overview == m_overview && culprit == m_culprit)
        return;
    m_status = status;
    m_overview = overview;
    m_culprit = culprit;
    setEnabled(!culprit.isEmpty());
    setCursor(culprit.isEmpty() ? Qt::ArrowCursor : Qt::PointingHandCursor);
    setAccessibleName(culprit.isEmpty() ? overview : tr("%1. %2").arg(overview, culprit));
    setToolTip(culprit.toHtmlEscaped());
    update();
}

QSize Banner::sizeHint() const
{
    return {400, std::max(lineHeight, fontMetrics().height() + 2 * spaceS)};
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), background());
    painter.fillRect(QRect(0, rect().bottom(), width(), 1), m_theme.colours().hairline);
    const QRectF sign(spaceM, (height() - bannerSign) / 2.0, bannerSign, bannerSign);
    paintStatus(painter, sign, m_status, m_theme.colours());
    paintWords(painter, rect().adjusted(spaceM + bannerSign + spaceS + spaceXs, 0, -spaceL - spaceM, 0));
    if (isEnabled())
        paintChevron(painter);
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.colours().accent, 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void Banner::enterEvent(QEnterEvent *)
{
    update();
}

void Banner::leaveEvent(QEvent *)
{
    update();
}

bool Banner::isCalm() const
{
    return m_status != health::Status::Degraded && m_status != health::Status::Unhealthy;
}

QColor Banner::background() const
{
    const Colours &colours = m_theme.colours();
    if (isCalm())
        return colours.surface;
    const QColor tint = colours.tint(colours.of(m_status));
    return isEnabled() && underMouse() ? blended(tint, colours.of(m_status).fill, 0.08) : tint;
}

/// The overview never gives way; the culprit takes what room is left.
void Banner::paintWords(QPainter &painter, QRect words) const
{
    const Colours &colours = m_theme.colours();
    constexpr int flags = Qt::AlignVCenter | Qt::TextSingleLine;
    painter.setFont(strongFont(font()));
    painter.setPen(isCalm() ? colours.text : colours.of(m_status).text);
    const QString overview = painter.fontMetrics().elidedText(m_overview, Qt::ElideRight, words.width());
    painter.drawText(words, flags, overview);
    words.setLeft(words.left() + painter.fontMetrics().horizontalAdvance(overview) + spaceM);
    painter.setFont(font());
    painter.setPen(colours.text);
    painter.drawText(words, flags,
                     painter.fontMetrics().elidedText(m_culprit, Qt::ElideRight, words.width()));
}

void Banner::paintChevron(QPainter &painter) const
{
    const QPointF tip(width() - spaceM, height() / 2.0);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.colours().secondary, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{tip + QPointF(-5, -5), tip, tip + QPointF(-5, 5)});
}

} // namespace fusebox::ui

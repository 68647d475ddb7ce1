// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/glyph_icon.h"

#include <memory>

#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

namespace fusebox::ui {

namespace {

constexpr qreal disabledOpacity = 0.35;

class GlyphEngine final : public QIconEngine
{
public:
    explicit GlyphEngine(GlyphPainter paint)
        : m_paint(std::move(paint))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        painter->save();
        painter->setOpacity(mode == QIcon::Disabled ? disabledOpacity : 1.0);
        m_paint(*painter, rect);
        painter->restore();
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect({}, size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new GlyphEngine(m_paint); }

private:
    GlyphPainter m_paint;
};

/// The files are drawn in black; only their coverage counts.
void paintTinted(QPainter &painter, const QRectF &rect, QSvgRenderer &svg, const QColor &colour)
{
    const qreal ratio = painter.device()->devicePixelRatioF();
    QImage mask((rect.size() * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    mask.fill(Qt::transparent);
    QPainter maskPainter(&mask);
    svg.render(&maskPainter);
    maskPainter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    maskPainter.fillRect(mask.rect(), colour);
    maskPainter.end();
    painter.drawImage(rect, mask);
}

} // namespace

QIcon glyphIcon(GlyphPainter paint)
{
    return QIcon(new GlyphEngine(std::move(paint)));
}

QIcon lineIcon(const QString &name, const QColor &colour)
{
    auto svg = std::make_shared<QSvgRenderer>(QStringLiteral(":/fusebox/icons/%1.svg").arg(name));
    return glyphIcon([svg, colour](QPainter &p, const QRectF &rect) { paintTinted(p, rect, *svg, colour); });
}

} // namespace fusebox::ui

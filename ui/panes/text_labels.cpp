// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/text_labels.h"

#include "ui/theme/metrics.h"

namespace fusebox::ui {

QLabel *plainLabel(QWidget *parent, const QString &text)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

QLabel *captionLabel(const Theme &theme, QWidget *parent, const QString &text)
{
    QLabel *label = plainLabel(parent, text);
    label->setFont(smallFont(label->font()));
    setInk(*label, theme.colours().secondary);
    QObject::connect(&theme, &Theme::changed, label,
                     [label, &theme] { setInk(*label, theme.colours().secondary); });
    return label;
}

void setInk(QWidget &label, const QColor &colour)
{
    QPalette palette = label.palette();
    palette.setColor(QPalette::WindowText, colour);
    palette.setColor(QPalette::Text, colour);
    label.setPalette(palette);
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/problem_strip.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include "ui/theme/metrics.h"
#include "ui/theme/status_glyph.h"

namespace fusebox::ui {

ProblemStrip::ProblemStrip(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_label(new QLabel(this))
{
    setObjectName(QStringLiteral("problemStrip"));
    m_label->setObjectName(QStringLiteral("problemText"));
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *dismiss = new QToolButton(this);
    dismiss->setObjectName(QStringLiteral("dismissProblem"));
    dismiss->setText(tr("Dismiss"));
    dismiss->setAutoRaise(true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(spaceM + 20 + spaceS + spaceXs, spaceS, spaceS, spaceS);
    row->addWidget(m_label, 1);
    row->addWidget(dismiss, 0, Qt::AlignTop);
    connect(dismiss, &QToolButton::clicked, this, qOverload<>(&ProblemStrip::clear));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void ProblemStrip::setSentence(Problem of, const QString &sentence)
{
    m_sentences[of] = sentence;
    show();
}

void ProblemStrip::clear(Problem of)
{
    m_sentences.erase(of);
    show();
}

void ProblemStrip::clear()
{
    m_sentences.clear();
    show();
}

void ProblemStrip::show()
{
    QStringList lines;
    for (const auto &[of, sentence] : m_sentences)
        lines += sentence;
    m_label->setText(lines.join(u'\n'));
    setAccessibleName(lines.join(u' '));
    setVisible(!lines.isEmpty());
}

void ProblemStrip::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    painter.fillRect(rect(), colours.tint(colours.of(health::Status::Unhealthy)));
    painter.fillRect(QRect(0, rect().bottom(), width(), 1), colours.hairline);
    paintStatus(painter, QRectF(spaceM, (height() - 20) / 2.0, 20, 20), health::Status::Unhealthy, colours);
}

} // namespace fusebox::ui

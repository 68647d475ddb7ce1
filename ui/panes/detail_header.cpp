// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/detail_header.h"

#include <QBoxLayout>

#include "ui/panes/elided_label.h"
#include "ui/panes/status_sign.h"
#include "ui/panes/text_labels.h"
#include "ui/rows/endpoint_cells.h"
#include "ui/text/endpoint_facts.h"
#include "ui/text/overview.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int headerSign = 26;
constexpr int lineSpacing = 2;

QString orDash(const std::optional<health::Nanoseconds> &latency)
{
    return latency ? latencyText(*latency) : QStringLiteral("–");
}

QString statusLine(const health::EndpointSnapshot &endpoint, health::TimePoint now)
{
    const QString line = sincePhrase(endpoint, now);
    const QString held = heldPhrase(endpoint);
    const QString reasons = held.isEmpty() ? reasonPhrases(endpoint.reasons) : held;
    return reasons.isEmpty() ? line : DetailHeader::tr("%1 · %2").arg(line, reasons);
}

} // namespace

DetailHeader::DetailHeader(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_sign(new StatusSign(theme, headerSign, this))
    , m_top(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_left(new QBoxLayout(QBoxLayout::TopToBottom))
    , m_words(new QBoxLayout(QBoxLayout::TopToBottom))
    , m_who(new QBoxLayout(QBoxLayout::TopToBottom))
    , m_name(new ElidedLabel(this))
    , m_url(new ElidedLabel(this))
    , m_status(new ElidedLabel(this))
    , m_company(new ElidedLabel(this))
{
    m_name->setObjectName(QStringLiteral("detailName"));
    m_name->setFont(titleFont(font()));
    m_name->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // the URL has what it leaves
    m_url->setObjectName(QStringLiteral("detailUrl"));
    m_url->setFont(smallFont(font()));
    m_status->setObjectName(QStringLiteral("detailStatus"));
    m_company->setObjectName(QStringLiteral("detailCompany"));
    m_company->hide();

    m_who->addWidget(m_name);
    m_who->addWidget(m_url, 1);
    m_top->setSpacing(spaceM);
    m_left->setSpacing(lineSpacing);
    m_left->addLayout(m_who);
    m_left->addStretch();
    m_top->addLayout(m_left, 1);
    m_words->setSpacing(lineSpacing);
    m_words->addLayout(m_top);
    m_words->addWidget(m_company);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(spaceM);
    row->addWidget(m_sign, 0, Qt::AlignTop);
    row->addLayout(m_words, 1);
    m_last = addFigure(tr("last"));
    m_median = addFigure(tr("p50"));
    m_p95 = addFigure(tr("p95"));
    setFlat(false);
    restyle();
    connect(&theme, &Theme::changed, this, &DetailHeader::restyle);
}

void DetailHeader::show(const health::EndpointSnapshot &endpoint, const QString &company,
                        health::TimePoint now)
{
    m_company->setText(company);
    m_company->setVisible(!company.isEmpty());
    m_sign->show(endpoint.status);
    m_name->setText(displayName(*endpoint.config));
    m_url->setText(addressText(*endpoint.config, 500));
    m_last.value->setText(orDash(endpoint.latency));
    m_last.caption->setText(endpoint.session ? tr("ping") : tr("last"));
    m_median.value->setText(orDash(endpoint.p50));
    m_p95.value->setText(orDash(endpoint.p95));
    m_shown = endpoint.status;
    m_status->setColour(m_theme.colours().of(m_shown).text);
    tick(endpoint, now);
}

void DetailHeader::tick(const health::EndpointSnapshot &endpoint, health::TimePoint now)
{
    m_status->setText(statusLine(endpoint, now));
}

void DetailHeader::setFlat(bool isFlat)
{
    m_who->setDirection(isFlat ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_who->setSpacing(isFlat ? spaceM : lineSpacing);
    if (isFlat)
        m_left->insertWidget(1, m_status);
    else
        m_words->insertWidget(1, m_status); // reasons are long: they have the room below the figures too
}

DetailHeader::Figure DetailHeader::addFigure(const QString &caption)
{
    const Figure figure{plainLabel(this), captionLabel(m_theme, this, caption)};
    figure.value->setFont(strongFont(font()));
    figure.value->setAlignment(Qt::AlignRight);
    figure.caption->setAlignment(Qt::AlignRight);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(figure.value);
    column->addWidget(figure.caption);
    column->addStretch();
    m_top->addLayout(column);
    return figure;
}

void DetailHeader::restyle()
{
    const Colours &colours = m_theme.colours();
    m_name->setColour(colours.text);
    m_url->setColour(colours.secondary);
    m_status->setColour(colours.of(m_shown).text);
    m_company->setColour(colours.text);
}

} // namespace fusebox::ui

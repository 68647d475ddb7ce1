// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/chart_box.h"

#include <QBoxLayout>
#include <QToolButton>

#include "ui/charts/heartbeat_strip.h"
#include "ui/charts/moment_text.h"
#include "ui/panes/range_buttons.h"
#include "ui/panes/text_labels.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

ChartBox::ChartBox(const Theme &theme, MomentFocus &focus, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_ranges(new RangeButtons(this))
    , m_chart(new LatencyChart(theme, focus, this))
    , m_strip(new HeartbeatStrip(theme, *m_chart, focus, this))
{
    m_live = addButton("chartLive", tr("Live"), tr("Follow the newest again (End)"), false);
    m_phases = addButton("chartPhases", tr("Phases"), tr("Where the time of a check goes"), true);
    m_logarithmic = addButton("chartLog", tr("Log"), tr("Logarithmic scale"), true);
    layOut();
    connect(m_ranges, &RangeButtons::picked, m_chart, &LatencyChart::setRange);
    connect(m_live, &QToolButton::clicked, m_chart, &LatencyChart::followNow);
    connect(m_phases, &QToolButton::toggled, this, [this](bool on) {
        m_logarithmic->setEnabled(!on); // what is stacked has no logarithm
        m_chart->setKind(on ? ChartKind::Phases : ChartKind::Latency);
    });
    connect(m_logarithmic, &QToolButton::toggled, m_chart, &LatencyChart::setLogarithmic);
    connect(m_chart, &LatencyChart::viewChanged, this, &ChartBox::followView);
    connect(m_strip, &HeartbeatStrip::beatPicked, this, &ChartBox::beatPicked);
    connect(m_chart, &LatencyChart::troublePicked, this, &ChartBox::troublePicked);
    connect(m_strip, &HeartbeatStrip::troublePicked, this, &ChartBox::troublePicked);
    followView();
}

void ChartBox::show(const health::EndpointSnapshot &endpoint, const history::SharedHistory &history,
                    health::TimePoint now)
{
    m_history = history;
    m_now = now;
    m_phases->setVisible(!endpoint.session); // a ping has none
    m_chart->setKind(m_phases->isChecked() && !endpoint.session ? ChartKind::Phases : ChartKind::Latency);
    m_chart->show(endpoint, history, now);
    m_strip->setClickable(!endpoint.session); // pings are not kept one by one
    m_strip->show(history.get(), now);
    const QString summary = summaryText(m_chart->content());
    m_chart->setAccessibleDescription(summary);
    m_strip->setAccessibleDescription(summary);
}

void ChartBox::clear()
{
    m_history.reset();
    m_chart->clear();
    m_strip->show(nullptr, m_now);
}

QToolButton *ChartBox::addButton(const char *name, const QString &text, const QString &hint, bool checkable)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QString::fromLatin1(name));
    button->setProperty("segment", true);
    button->setText(text);
    button->setToolTip(hint);
    button->setCheckable(checkable);
    return button;
}

void ChartBox::layOut()
{
    auto *head = new QHBoxLayout;
    head->setSpacing(0);
    head->addWidget(m_ranges);
    head->addStretch();
    for (QWidget *part : std::initializer_list<QWidget *>{m_live, m_phases, m_logarithmic})
        head->addWidget(part);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spaceXs);
    layout->addLayout(head);
    layout->addWidget(m_chart, 1);
    layout->addWidget(m_strip);
}

void ChartBox::followView()
{
    m_ranges->setCurrent(m_chart->view().length());
    m_live->setVisible(!m_chart->view().follows());
    m_strip->show(m_history.get(), m_now);
}

} // namespace fusebox::ui

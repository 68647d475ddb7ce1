// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/round_trip_chart.h"

#include <algorithm>
#include <utility>

#include <QBoxLayout>
#include <QLabel>

#include "ui/panes/text_labels.h"
#include "ui/text/endpoint_facts.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

constexpr int lowest = 72; ///< so that it and the session's facts have room in a low window
constexpr auto leastRange = std::chrono::minutes(1);

RoundTrips roundTripsIn(const PlotContent &content)
{
    RoundTrips sum{.length = content.window.length};
    for (const ChartColumn &column : content.picture.columns) {
        sum.failures += column.failed;
        if (column.answered == 0)
            continue;
        sum.least = sum.pings == 0 ? column.least : std::min(sum.least, column.least);
        sum.most = std::max(sum.most, column.most);
        sum.pings += column.answered;
    }
    return sum;
}

} // namespace

RoundTripChart::RoundTripChart(const Theme &theme, MomentFocus &focus, QWidget *parent)
    : QWidget(parent)
    , m_summary(captionLabel(theme, this))
    , m_chart(new LatencyChart(theme, focus, this))
{
    m_summary->setObjectName(QStringLiteral("roundTripSummary"));
    m_summary->setMinimumWidth(1); // cut, rather than wider than its tab
    m_chart->setObjectName(QStringLiteral("roundTripChart"));
    m_chart->setAccessibleName(tr("Round trip chart"));
    m_chart->setMinimumHeight(lowest);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(spaceXs);
    layout->addWidget(m_summary);
    layout->addWidget(m_chart, 1);
    connect(m_chart, &LatencyChart::troublePicked, this, &RoundTripChart::troublePicked);
    connect(m_chart, &LatencyChart::viewChanged, this, &RoundTripChart::tellWhatIsDrawn);
}

void RoundTripChart::show(const health::EndpointSnapshot &endpoint, const history::SharedHistory &history,
                          health::TimePoint now)
{
    const bool isAnother = std::exchange(m_endpoint, endpoint.config->id) != endpoint.config->id;
    if (isAnother || (m_chart->view().follows() && m_chart->view().length() == m_given))
        grow(history, now);
    m_chart->show(endpoint, history, now);
    tellWhatIsDrawn();
}

/// What was not watched yet is not shown: it would leave little room for the rest.
void RoundTripChart::grow(const history::SharedHistory &history, health::TimePoint now)
{
    const health::Nanoseconds known =
        history && history->since ? now - *history->since : health::Nanoseconds(0);
    m_chart->setRange(std::clamp<health::Nanoseconds>(known, leastRange, range));
    m_given = m_chart->view().length();
}

/// A scroll area gives what is asked for: it asks for little, and grows where there is room.
QSize RoundTripChart::sizeHint() const
{
    return minimumSizeHint();
}

void RoundTripChart::clear()
{
    m_chart->clear();
}

void RoundTripChart::tellWhatIsDrawn()
{
    m_summary->setText(roundTripText(roundTripsIn(m_chart->content())));
}

} // namespace fusebox::ui

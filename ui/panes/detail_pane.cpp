// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/detail_pane.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include <QBoxLayout>
#include <QResizeEvent>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>

#include "ui/charts/moment_text.h"
#include "ui/panes/certificate_pane.h"
#include "ui/panes/chart_box.h"
#include "ui/panes/check_list.h"
#include "ui/panes/circuit_card.h"
#include "ui/panes/detail_header.h"
#include "ui/panes/fact_grid.h"
#include "ui/panes/phase_bar.h"
#include "ui/panes/round_trip_chart.h"
#include "ui/panes/scrolled_page.h"
#include "ui/panes/text_labels.h"
#include "ui/panes/transition_list.h"
#include "ui/text/sentences.h"
#include "ui/theme/metrics.h"

namespace fusebox::ui {

namespace {

/// Of the width where the parts lie side by side; chart and lists have 4 each.
constexpr int cardShare = 3;
/// A latency is read no better from a higher chart; the lists below it take what is left.
constexpr int highestChart = 640;

/// As low as its parts can be, not as high as they would like to be: a scroll area asks for this figure.
class Page final : public QWidget
{
public:
    using QWidget::QWidget;

    [[nodiscard]] int heightForWidth(int width) const override
    {
        return layout()->totalMinimumHeightForWidth(width);
    }
};

health::WallTime wallTime()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace

DetailPane::DetailPane(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("detailPane"));
    setMinimumWidth(320);
    auto *nothing = captionLabel(theme, this, tr("Select an endpoint to see its circuit."));
    nothing->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(nothing);
    m_stack->addWidget(scrolledPage(makeBody(), QStringLiteral("detailScroll")));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);
}

void DetailPane::show(const health::EndpointSnapshot &endpoint, const history::SharedHistory &history,
                      const QString &company, health::TimePoint now)
{
    // One that was removed and added anew under its old name has another history.
    const bool another =
        !m_endpoint.config || m_endpoint.config->id != endpoint.config->id || m_history != history;
    m_endpoint = endpoint;
    m_history = history;
    if (another || !history)
        m_transitions.reset(history.get());
    else
        m_transitions.update(*history);
    showChecks(another);
    if (another)
        m_card->forget();
    m_header->show(endpoint, company, now);
    m_card->show(endpoint, now);
    m_tabs->setTabText(1, endpoint.session ? tr("Session") : tr("Last check"));
    showFacts(now);
    showCertificate();
    if (another)
        showChart(now);
    m_stack->setCurrentIndex(1);
}

void DetailPane::showUptimes(const FactTexts &uptimes)
{
    m_uptimes->show(uptimes);
    m_tabs->setTabVisible(m_tabs->indexOf(m_uptimes), !uptimes.empty());
}

void DetailPane::showNothing()
{
    m_endpoint = {};
    m_history.reset();
    m_chart->clear();
    m_roundTrips->clear();
    m_transitions.reset(nullptr);
    m_checks.reset(nullptr);
    m_stack->setCurrentIndex(0);
}

void DetailPane::tick(health::TimePoint now, bool chart)
{
    if (!m_endpoint.config || !isVisible())
        return;
    m_card->tick(m_endpoint, now);
    if (!chart)
        return;
    m_header->tick(m_endpoint, now);
    showFacts(now);
    showChart(now);
}

void DetailPane::look(health::WallTime from, health::WallTime to)
{
    if (!m_history)
        return;
    const health::Moment &known = m_history->newest; // as of EndpointHistory::wallAt()
    m_chart->look(known.steady + (from - known.wall), known.steady + (to - known.wall));
}

void DetailPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const QSize size = event->size();
    const bool lies = size.width() >= wideDetail && size.width() > size.height();
    m_body->setDirection(lies ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_body->setStretchFactor(m_card, lies ? cardShare : 0); // it needs no more height than it has words
    m_header->setFlat(lies);
    const int gap = lies ? spaceS : spaceM; // where it lies, height is what there is least of
    m_page->layout()->setContentsMargins(spaceM, gap, spaceM, spaceS);
    m_page->layout()->setSpacing(gap);
}

QWidget *DetailPane::makeBody()
{
    m_page = new Page(this);
    m_header = new DetailHeader(m_theme, m_page);
    m_card = new CircuitCard(m_theme, m_page);
    m_chart = new ChartBox(m_theme, m_moment, m_page);
    m_chart->setMaximumHeight(highestChart);
    m_body = new QBoxLayout(QBoxLayout::TopToBottom);
    m_body->setSpacing(spaceM);
    m_body->addWidget(m_card);
    m_body->addWidget(m_chart, 4);
    m_body->addWidget(makeTabs(), 4);
    auto *layout = new QVBoxLayout(m_page);
    layout->setContentsMargins(spaceM, spaceM, spaceM, spaceS);
    layout->setSpacing(spaceM);
    layout->addWidget(m_header);
    layout->addLayout(m_body, 1);
    return m_page;
}

QWidget *DetailPane::makeTabs()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(QStringLiteral("detailTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setDrawBase(false);
    auto *transitions = new TransitionList(m_transitions, m_theme, m_tabs);
    transitions->follow(m_moment);
    m_tabs->addTab(transitions, tr("Transitions"));
    m_tabs->addTab(makeFacts(), tr("Last check"));
    m_checkList = new CheckList(m_checks, m_theme, m_tabs);
    m_checkList->follow(m_moment);
    m_tabs->addTab(m_checkList, tr("Checks"));
    m_certificate = new CertificatePane(m_theme, m_tabs);
    m_tabs->addTab(m_certificate, tr("Certificate"));
    m_uptimes = new FactGrid(m_theme, m_tabs);
    m_uptimes->setObjectName(QStringLiteral("endpointUptimes"));
    m_uptimes->layout()->setContentsMargins(spaceS, spaceS, spaceS, 0);
    m_tabs->addTab(m_uptimes, tr("Uptime"));
    m_tabs->setTabVisible(m_tabs->indexOf(m_uptimes), false);
    connect(m_chart, &ChartBox::beatPicked, this, &DetailPane::openBeat);
    connect(m_chart, &ChartBox::troublePicked, this, &DetailPane::pickTrouble);
    m_tabs->setMinimumSize(200, 110);
    m_tabs->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding); // whichever tabs an endpoint has
    return m_tabs;
}

QWidget *DetailPane::makeFacts()
{
    auto *page = new QWidget(this);
    m_facts = new FactGrid(m_theme, page);
    m_facts->setObjectName(QStringLiteral("endpointFacts"));
    m_phases = new PhaseBar(m_theme, page);
    m_roundTrips = new RoundTripChart(m_theme, m_moment, page);
    connect(m_roundTrips, &RoundTripChart::troublePicked, this, &DetailPane::pickTrouble);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(spaceS, spaceS, spaceS, 0);
    layout->setSpacing(spaceS);
    layout->addWidget(m_roundTrips, 2);
    layout->addWidget(m_facts);
    layout->addWidget(m_phases);
    layout->addStretch(1);
    return page;
}

void DetailPane::showChecks(bool another)
{
    const history::CheckLog *checks = m_history && m_history->fine ? &m_history->fine->checks : nullptr;
    if (another || !checks)
        m_checks.reset(checks);
    else
        m_checks.update(*checks);
    m_tabs->setTabVisible(m_tabs->indexOf(m_checkList), !m_endpoint.session);
}

void DetailPane::showCertificate()
{
    static const std::optional<probe::TlsFacts> noTls;
    const auto &tls = m_endpoint.session ? m_endpoint.session->tls
                                         : (m_endpoint.lastCheck ? m_endpoint.lastCheck->tls : noTls);
    m_tabs->setTabVisible(m_tabs->indexOf(m_certificate), tls.has_value());
    if (tls)
        m_certificate->show(*tls, m_endpoint.config->part<settings::TlsSettings>().trust, wallTime());
}

void DetailPane::pickTrouble(health::TimePoint from, health::TimePoint to)
{
    if (m_history)
        Q_EMIT troublePicked(m_endpoint.config->id, m_history->wallAt(from), m_history->wallAt(to));
}

void DetailPane::openBeat(health::TimePoint from, health::TimePoint to)
{
    if (m_checkList->open(from, to))
        return m_tabs->setCurrentWidget(m_checkList);
    m_chart->remark(notKeptPhrase());
    pickTrouble(from, to);
}

void DetailPane::showFacts(health::TimePoint now)
{
    FactTexts facts =
        m_endpoint.session ? sessionFacts(*m_endpoint.session, now) : checkFacts(m_endpoint, now);
    if (m_endpoint.lastCheck)
        std::ranges::move(connectionFacts(*m_endpoint.lastCheck, wallTime()), std::back_inserter(facts));
    m_facts->show(facts);
    const bool hasPhases = m_endpoint.lastCheck && !m_endpoint.session;
    m_phases->setVisible(hasPhases);
    if (hasPhases)
        m_phases->show(m_endpoint.lastCheck->phases);
}

void DetailPane::showChart(health::TimePoint now)
{
    m_chart->show(m_endpoint, m_history, now);
    m_roundTrips->setVisible(m_endpoint.session.has_value());
    if (m_endpoint.session)
        m_roundTrips->show(m_endpoint, m_history, now);
}

} // namespace fusebox::ui

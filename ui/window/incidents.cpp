// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/incidents.h"

#include <algorithm>
#include <utility>

#include "core/history/record/outage_machine.h"
#include "ui/models/incident_model.h"
#include "ui/panes/detail_pane.h"
#include "ui/panes/incident_pane.h"
#include "ui/rows/endpoint_store.h"
#include "ui/window/folds.h"

namespace fusebox::ui {

namespace {

using namespace std::chrono_literals;

/// What has happened is written in batches.
constexpr auto untilWritten = 2s;

bool concerns(const health::Event &event, health::Status status)
{
    const auto *change = std::get_if<health::StatusEvent>(&event.what);
    return change && (change->from == status || change->to == status);
}

bool mayBeginOrEnd(const health::Event &event)
{
    return std::holds_alternative<health::IncidentEvent>(event.what) ||
           concerns(event, health::Status::Unhealthy) || concerns(event, health::Status::Degraded);
}

} // namespace

Incidents::Incidents(const Parts &parts)
    : m_parts(parts)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(untilWritten);
    m_later.setSingleShot(true);
    m_later.setInterval(history::OutageMachine::mostDegraded + untilWritten);
    connect(&m_soon, &QTimer::timeout, this, &Incidents::request);
    connect(&m_later, &QTimer::timeout, this, [this] {
        request();
        if (std::exchange(m_laterAgain, false))
            m_later.start();
    });
    connect(&parts.pane, &IncidentPane::looked, this, [this] {
        tick();
        request();
    });
    connect(&parts.pane, &IncidentPane::noteWritten, this, &Incidents::writeNote);
    connect(&parts.pane, &IncidentPane::chartRequested, this, &Incidents::showInChart);
    connect(&parts.detail, &DetailPane::troublePicked, this, &Incidents::lead);
}

void Incidents::setHistoryKept(bool kept)
{
    m_parts.pane.setHistoryKept(kept);
    request();
}

void Incidents::show(const std::vector<history::Incident> &incidents)
{
    tick();
    m_parts.pane.show(incidents);
}

void Incidents::take(const health::MonitorUpdate &update)
{
    if (std::ranges::any_of(update.events, mayBeginOrEnd) || !update.removed.empty())
        askSoon();
    if (std::ranges::any_of(update.events,
                            [](const auto &event) { return concerns(event, health::Status::Degraded); }))
        askLater();
}

void Incidents::tick()
{
    m_parts.pane.tick(m_parts.clock.wallNow());
}

void Incidents::request()
{
    if (m_parts.pane.isHistoryKept())
        Q_EMIT requested();
}

/// Not put off by what comes meanwhile: where something happens all the time, it is asked all the same.
void Incidents::askSoon()
{
    if (!m_soon.isActive())
        m_soon.start();
}

void Incidents::askLater()
{
    m_laterAgain = m_later.isActive();
    if (!m_laterAgain)
        m_later.start();
}

/// It is shown at once, and as it is kept a moment later.
void Incidents::writeNote(qint64 outage, const QString &text)
{
    m_parts.model.addNote(outage, {m_parts.clock.wallNow(), text});
    Q_EMIT noteWritten(outage, text);
    askSoon();
}

void Incidents::lead(const settings::EndpointId &id, health::WallTime from, health::WallTime to)
{
    const history::Incident *incident = m_parts.model.findAt(id, from, to);
    if (!incident)
        return;
    const std::int64_t outage = incident->outage.id;
    m_parts.folds.showIncidents();
    m_parts.pane.open(outage);
}

void Incidents::showInChart(const settings::EndpointId &id, health::WallTime from, health::WallTime to)
{
    if (!m_parts.endpoints.find(id))
        return;
    m_parts.folds.revealDetail();
    Q_EMIT endpointWanted(id);
    m_parts.detail.look(from, to);
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QApplication>
#include <QLineEdit>
#include <QStackedWidget>

#include "ui/main_window_private.h"
#include "ui/models/endpoint_cells.h"
#include "ui/panes/action_bar.h"
#include "ui/panes/banner.h"
#include "ui/panes/detail_pane.h"
#include "ui/panes/endpoint_table.h"
#include "ui/panes/status_chips.h"
#include "ui/text/incident_text.h"
#include "ui/text/overview.h"
#include "ui/wall/wall_pane.h"

namespace fusebox::ui {

namespace {

using namespace health;

constexpr int ticksPerTrace = 5;

} // namespace

/// A small update is shown at once; the rest of a large one, and what comes meanwhile, in later turns of the
/// event loop.
void MainWindow::Private::apply(const MonitorUpdatePtr &update)
{
    const bool isNext = m_intake.isEmpty();
    m_intake.add(update);
    if (isNext)
        takeIn();
}

void MainWindow::Private::takeIn()
{
    const auto [part, finished] = m_intake.next(std::size_t(endpoints.size()));
    histories.apply(part);
    rows.setNow(part.at.steady);
    moveRows([&rows = rows, &part = part] { return rows.apply(part); });
    if (finished)
        finish(*finished);
    if (m_intake.isEmpty())
        m_more.stop();
    else if (!m_more.isActive())
        m_more.start();
}

void MainWindow::Private::finish(const MonitorUpdate &update)
{
    m_incidents = update.incidents;
    wall->beat(update.at);
    writeLog(update.events);
    selectSomething();
    follow();
    m_offlineSince = update.offlineSince;
    m_lack = update.lack;
    showOverall(update.overall);
}

void MainWindow::Private::writeLog(const std::vector<Event> &events)
{
    std::vector<LogEntry> entries;
    for (const Event &event : events) {
        auto entry = std::holds_alternative<IncidentEvent>(event.what) ? logEntryOf(withNames(event))
                                                                       : logEntryOf(event);
        if (!entry)
            continue;
        const EndpointSnapshot *endpoint = endpoints.find(event.endpoint);
        entry->name = endpoint ? displayName(*endpoint->config) : event.endpoint;
        entries.push_back(std::move(*entry));
    }
    log.append(std::move(entries));
}

/// An incident's endpoints as people know them.
Event MainWindow::Private::withNames(Event event) const
{
    for (settings::EndpointId &id : std::get<IncidentEvent>(event.what).incident.failing)
        if (const EndpointSnapshot *endpoint = endpoints.find(id))
            id = displayName(*endpoint->config);
    return event;
}

void MainWindow::Private::showOverall(const OverallStatus &overall)
{
    m_overall = overall;
    showTable(endpoints.size() > 0);
    bar->chips().show(rows.found(), endpoints.size());
    showBanner();
}

/// Or, while there is nothing to watch, the invitation.
void MainWindow::Private::showTable(bool any)
{
    const bool isShown = stack->currentIndex() == 1;
    stack->setCurrentIndex(any ? 1 : 0);
    bar->setVisible(any);
    banner->setVisible(any);
    if (any && !isShown)
        table->setFocus();
}

/// Offline, what was wrong with an endpoint that is held is old news, and none of its doing: what remains is
/// the worst of the others.
void MainWindow::Private::showBanner()
{
    const EndpointSnapshot *worstOne = worst();
    const bool isOwnTrouble = m_offlineSince || m_lack;
    const Status calm = isOwnTrouble ? Status::Unknown : m_overall.status;
    const Status status = worstOne ? worstOne->status : calm;
    QString why;
    if (const Incident *incident = largestIncident())
        why = incidentPhrase(*incident);
    else if (worstOne)
        why = culpritPhrase(*worstOne, clock.now());
    banner->show(status, overview(), why);
    wall->setOverall(overview(), status);
}

/// What this machine itself has not got comes before what others have not.
QString MainWindow::Private::overview() const
{
    if (m_offlineSince)
        return offlinePhrase(m_offlineSince->wall);
    return m_lack ? lackBanner(*m_lack) : overviewPhrase(m_overall);
}

/// What several endpoints have in common says more than what is wrong with one of them.
const Incident *MainWindow::Private::largestIncident() const
{
    const Incident *largest = nullptr;
    if (m_offlineSince)
        return nullptr;
    for (const Incident &incident : *m_incidents)
        if (incident.failing.size() > (largest ? largest->failing.size() : 1))
            largest = &incident;
    return largest;
}

settings::EndpointId MainWindow::Private::culprit() const
{
    if (const Incident *incident = largestIncident())
        return incident->failing.front();
    const EndpointSnapshot *worstOne = worst();
    return worstOne ? worstOne->config->id : settings::EndpointId();
}

/// Who fails along with it, if anybody does.
QString MainWindow::Private::companyOf(const settings::EndpointId &id) const
{
    for (const Incident &incident : *m_incidents)
        if (incident.failing.size() > 1 && std::ranges::find(incident.failing, id) != incident.failing.end())
            return companyPhrase(incident);
    return {};
}

void MainWindow::Private::showDetail()
{
    const EndpointSnapshot *endpoint = endpoints.find(m_chosen);
    if (endpoint)
        detail->show(*endpoint, histories.look(endpoint->config->id), companyOf(m_chosen), clock.now());
    else
        detail->showNothing();
}

/// What a person selects is chosen; what the filter does to the rows changes nothing of it.
void MainWindow::Private::choose()
{
    if (m_rowsMove)
        return;
    if (const settings::EndpointId current = table->currentId(); !current.isEmpty())
        m_chosen = current;
    m_selected = table->selectedIds();
    follow();
}

void MainWindow::Private::follow()
{
    actions->follow(selected());
    showDetail();
}

/// What was just added is shown; else, at the start or when the chosen one is gone, the worst.
void MainWindow::Private::selectSomething()
{
    if (!m_toSelect.isEmpty() && endpoints.find(m_toSelect)) {
        table->select(std::exchange(m_toSelect, {}));
    } else if (!endpoints.find(m_chosen) && rows.rowCount() > 0) {
        table->selectFirst();
    }
}

void MainWindow::Private::moveRows(const std::function<bool()> &move)
{
    m_rowsMove = true;
    if (move())
        table->restore(m_chosen, m_selected);
    m_rowsMove = false;
}

const EndpointSnapshot *MainWindow::Private::worst() const
{
    const int row = endpoints.worst();
    return row < 0 ? nullptr : &endpoints.snapshot(row);
}

std::vector<const EndpointSnapshot *> MainWindow::Private::selected() const
{
    std::vector<const EndpointSnapshot *> selected;
    for (const settings::EndpointId &id : table->targetIds())
        selected.push_back(endpoints.find(id));
    return selected;
}

void MainWindow::Private::refilter()
{
    EndpointFilter filter;
    filter.setText(bar->filter().text());
    filter.statuses = bar->chips().statuses();
    filter.circuits = bar->chips().circuits();
    moveRows([&] { return rows.setFilter(filter); });
    bar->chips().show(rows.found(), endpoints.size());
    selectSomething();
    follow();
}

/// From the filter: to the first match, which is what one was looking for.
void MainWindow::Private::enterTable()
{
    if (rows.filter().isActive())
        table->chooseFirst();
    table->setFocus();
}

/// Shows an endpoint that a person was pointed to, whatever hides it.
void MainWindow::Private::reveal(const settings::EndpointId &id)
{
    const int row = endpoints.rowOf(id);
    if (row >= 0 && !rows.filter().accepts(endpoints, row)) {
        bar->filter().clear();
        bar->chips().clear();
    }
    table->select(id);
}

void MainWindow::Private::resort()
{
    if (table->isBusy())
        return;
    moveRows([this] { return rows.refresh(table->heldRows()); });
    followWorst();
    follow();
}

/// Until a person chooses, in the table or by being at something in the detail, that is shown which the
/// banner names. At the pace of sorting, so that what flaps does not drag the detail along.
void MainWindow::Private::followWorst()
{
    const bool isTakenUp = table->isChosenByHand() || detail->isAncestorOf(QApplication::focusWidget());
    if (const settings::EndpointId id = culprit(); !isTakenUp && id != table->currentId())
        table->selectForNobody(id);
}

void MainWindow::Private::tick()
{
    ++m_ticks;
    rows.setNow(clock.now());
    const bool slow = m_ticks % ticksPerTrace == 0;
    if (slow)
        showBanner();
    if (wall->isVisible()) {
        if (slow)
            wall->tick();
        return;
    }
    table->tick(slow);
    detail->tick(clock.now(), slow);
}

} // namespace fusebox::ui

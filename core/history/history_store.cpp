// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/history_store.h"

#include "core/history/event_readings.h"

namespace fusebox::history {

using namespace health;

namespace {

std::optional<GapCause> gapOf(const EndpointSnapshot &snapshot)
{
    if (snapshot.status == Status::Paused)
        return GapCause::Paused;
    return snapshot.held ? std::optional(GapCause::Offline) : std::nullopt;
}

/// Nothing may happen to one that is not checked; why it is not is known all the same.
std::shared_ptr<EndpointHistory> begunAt(const Moment &at, const EndpointSnapshot &snapshot)
{
    auto history = std::make_shared<EndpointHistory>();
    history->newest = at;
    if (const auto cause = gapOf(snapshot)) {
        history->since = at.steady;
        history->gaps.begin(at.steady, *cause);
    }
    return history;
}

} // namespace

void HistoryStore::apply(const UpdatePart &update)
{
    for (const settings::EndpointId &id : update.removed)
        remove(id);
    for (const EndpointSnapshot &snapshot : update.changed)
        add(snapshot, update.at);
    for (const Event &event : update.events) {
        // Of endpoints that are gone, or not yet known, nothing is kept.
        const auto found = m_histories.find(event.endpoint);
        if (found != m_histories.end())
            found->second->add(event);
    }
}

const EndpointHistory *HistoryStore::find(const settings::EndpointId &id) const
{
    const auto found = m_histories.find(id);
    return found == m_histories.end() ? nullptr : found->second.get();
}

EndpointHistory *HistoryStore::findToExtend(const settings::EndpointId &id)
{
    const auto found = m_histories.find(id);
    return found == m_histories.end() ? nullptr : found->second.get();
}

SharedHistory HistoryStore::look(const settings::EndpointId &id)
{
    const auto found = m_histories.find(id);
    if (found == m_histories.end())
        return nullptr;
    if (m_fine.empty() || m_fine.back() != id)
        lookLast(id);
    return found->second;
}

void HistoryStore::add(const EndpointSnapshot &snapshot, const Moment &at)
{
    const settings::EndpointId &id = snapshot.config->id;
    std::shared_ptr<EndpointHistory> &history = m_histories[id];
    const bool isNew = !history;
    if (isNew)
        history = begunAt(at, snapshot);
    history->hold = holdOf(*snapshot.config);
    if (!isNew || m_fine.size() >= mostFine)
        return;
    history->keepFine(true);
    m_fine.push_front(id); // nobody has looked at it yet
}

void HistoryStore::remove(const settings::EndpointId &id)
{
    m_histories.erase(id);
    std::erase(m_fine, id);
}

void HistoryStore::lookLast(const settings::EndpointId &id)
{
    std::erase(m_fine, id);
    m_fine.push_back(id);
    m_histories.at(id)->keepFine(true);
    if (m_fine.size() <= mostFine)
        return;
    m_histories.at(m_fine.front())->keepFine(false);
    m_fine.pop_front();
}

} // namespace fusebox::history

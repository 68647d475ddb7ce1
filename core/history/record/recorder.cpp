// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/record/recorder.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/history/event_readings.h"

namespace fusebox::history {

using health::GapCause;
using health::Moment;
using health::WallTime;

namespace {

/// What holds it back though no event of this run says so.
std::optional<GapCause> gapAtFirst(const health::EndpointSnapshot &snapshot)
{
    if (snapshot.status == health::Status::Paused)
        return GapCause::Paused;
    if (snapshot.held)
        return GapCause::Offline;
    if (snapshot.missing)
        return GapCause::NoSecret;
    const bool isHeldBack =
        resilience::rejects(effectiveState(snapshot.circuit.state, snapshot.circuit.forced));
    return isHeldBack ? std::optional(GapCause::CircuitOpen) : std::nullopt;
}

using Kept = std::optional<decltype(RecordedEvent::what)>;

template <typename What>
Kept keptOf(const What &what)
{
    return what;
}

/// What checks, pings and messages were is in the figures.
Kept keptOf(const health::CheckEvent &)
{
    return {};
}

Kept keptOf(const health::WebSocketEvent &event)
{
    using enum health::WebSocketChange;
    return event.change == Pong || event.change == Message ? Kept() : Kept(event);
}

/// It follows from the others.
Kept keptOf(const health::OverallEvent &)
{
    return {};
}

template <typename T>
void move(std::vector<T> &from, std::vector<T> &to)
{
    if (to.empty())
        to.swap(from);
    else
        to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
}

} // namespace

bool Records::isEmpty() const
{
    return comings.empty() && pieces.empty() && events.empty() && outages.empty() && merged.empty();
}

void Records::append(Records other)
{
    move(other.comings, comings);
    move(other.pieces, pieces);
    move(other.events, events);
    move(other.outages, outages);
    move(other.merged, merged);
}

Recorder::Recorder(std::vector<OutageRecord> lasting, std::vector<EndpointLeft> watched)
    : m_outages(std::move(lasting))
{
    for (EndpointLeft &left : watched)
        m_unseen.emplace(std::move(left.id), left.at);
}

void Recorder::apply(const health::MonitorUpdate &update)
{
    follow(update.events.empty() ? update.at : update.events.front().at);
    for (const EndpointId &id : update.removed)
        leave(id, update.at);
    for (const health::EndpointSnapshot &snapshot : update.changed)
        meet(snapshot, update.at);
    for (const health::Event &event : update.events)
        add(event);
    follow(update.at);
    for (const health::EndpointSnapshot &snapshot : update.changed)
        m_outages.see(m_wall.at(update.at.steady), snapshot);
}

Records Recorder::take(const Moment &now, std::size_t endpoints)
{
    follow(now);
    const WallTime wall = m_wall.at(now.steady);
    m_outages.advance(wall);
    dismissUnseen(now.steady);
    OutageMachine::Changes outages = m_outages.take();
    move(outages.changed, m_records.outages);
    move(outages.merged, m_records.merged);
    for (std::size_t n = std::min(endpoints, m_order.size()); n > 0; --n)
        takeNext(wall, m_records.pieces);
    return std::exchange(m_records, {});
}

/// What lies between is no time that anything was known of; an event may tell that it was a sleep.
void Recorder::follow(const Moment &moment)
{
    const auto jump = m_wall.follow(moment);
    if (!jump)
        return;
    for (auto &[id, watched] : m_watched) {
        watched.account.advance(jump->from);
        watched.account.move(jump->to - jump->from);
    }
    m_outages.move(jump->to - jump->from);
}

void Recorder::meet(const health::EndpointSnapshot &snapshot, const Moment &at)
{
    const settings::EndpointConfig &config = *snapshot.config;
    const WallTime wall = m_wall.at(at.steady);
    m_unseen.erase(config.id);
    const auto [place, isNew] = m_watched.try_emplace(config.id, wall);
    Watched &watched = place->second;
    watched.account.setHold(std::chrono::duration_cast<milliseconds>(holdOf(config)));
    if (isNew) {
        m_order.push_back(config.id);
        if (const auto cause = gapAtFirst(snapshot))
            watched.account.beginGap(wall, *cause);
    }
    const QString name = config.name.isEmpty() ? settings::defaultEndpointName(config.url()) : config.name;
    if (!isNew && watched.name == name && watched.group == config.group)
        return;
    watched.name = name;
    watched.group = config.group;
    m_records.comings.push_back(EndpointMet{config.id, name, config.group, wall});
}

void Recorder::introduceAll(const Moment &now)
{
    const WallTime wall = m_wall.at(now.steady);
    for (auto &[id, watched] : m_watched) {
        watched.fingerprint.clear();
        m_records.comings.push_back(EndpointMet{id, watched.name, watched.group, wall});
    }
}

void Recorder::leave(const EndpointId &id, const Moment &at)
{
    const auto place = m_watched.find(id);
    if (place == m_watched.end())
        return;
    const WallTime wall = m_wall.at(at.steady);
    place->second.account.advance(wall);
    for (SlotBody &slot : place->second.account.take())
        m_records.pieces.push_back({id, slot.slot, std::move(slot.body)});
    m_watched.erase(place);
    std::erase(m_order, id);
    m_outages.remove(wall, id);
    m_records.comings.push_back(EndpointLeft{id, wall});
}

void Recorder::add(const health::Event &event)
{
    follow(event.at);
    const WallTime wall = m_wall.at(event.at.steady);
    m_outages.add(wall, event);
    if (event.endpoint.isEmpty()) {
        keep(event);
        return;
    }
    const auto place = m_watched.find(event.endpoint);
    if (place == m_watched.end())
        return;
    place->second.account.add(wall, event);
    noteCertificate(place->second, event);
    keep(event);
}

void Recorder::keep(const health::Event &event)
{
    if (auto kept = std::visit([](const auto &what) { return keptOf(what); }, event.what))
        m_records.events.push_back(
            {{event.at.steady, m_wall.at(event.at.steady)}, event.endpoint, *std::move(kept)});
}

void Recorder::noteCertificate(Watched &watched, const health::Event &event)
{
    const auto *check = std::get_if<health::CheckEvent>(&event.what);
    if (!check || !check->tls || check->tls->chain->empty())
        return;
    const probe::CertificateFacts &own = check->tls->chain->front();
    if (own.fingerprint.isEmpty() || own.fingerprint == watched.fingerprint)
        return;
    watched.fingerprint = own.fingerprint;
    const CertificateChange change{own.subject, own.issuer, own.fingerprint, own.notAfter};
    m_records.events.push_back({{event.at.steady, m_wall.at(event.at.steady)}, event.endpoint, change});
}

/// They were taken from the configuration while nobody ran.
void Recorder::dismissUnseen(health::TimePoint now)
{
    m_begun = m_begun.value_or(now);
    if (m_unseen.empty() || now - *m_begun < mostUnseen)
        return;
    for (const auto &[id, since] : std::exchange(m_unseen, {}))
        m_records.comings.push_back(EndpointLeft{id, since});
}

void Recorder::takeNext(WallTime now, std::vector<Piece> &pieces)
{
    m_next = m_next < m_order.size() ? m_next : 0;
    const EndpointId &id = m_order[m_next++];
    EndpointAccount &account = m_watched.at(id).account;
    account.advance(now);
    for (SlotBody &slot : account.take())
        pieces.push_back({id, slot.slot, std::move(slot.body)});
}

} // namespace fusebox::history

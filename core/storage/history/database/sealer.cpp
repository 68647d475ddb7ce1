// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/sealer.h"

#include <map>

namespace fusebox::storage {

using history::Body;

namespace {

struct Hour
{
    ChunkBodies minutes = {};
    Body whole = {};
};

} // namespace

/// The first that is over and not sealed. Those of a clock that has been set back since are over, too.
std::optional<WallTime> Sealer::dueHour(WallTime now) const
{
    for (const auto &[hour, sealedTo] : m_hours.sealedTo()) {
        const bool isOver = hour + hourLength + grace <= now || hour > now + hourLength;
        if (sealedTo == HourTable::whole || !isOver)
            continue;
        const bool waits = isNewest(hour, now) && now < m_next && m_next - now <= spread;
        if (!waits)
            return hour;
    }
    return {};
}

void Sealer::seal(WallTime now)
{
    const auto hour = dueHour(now);
    if (!hour)
        return;
    const EndpointNumber after = m_hours.sealedTo().at(*hour);
    const auto endpoints = m_endpoints.after(after, slice);
    if (!endpoints.empty())
        sealEndpoints(*hour, after, endpoints.back());
    m_hours.set(*hour, endpoints.empty() ? HourTable::whole : endpoints.back());
    if (isNewest(*hour, now))
        m_next = now + spread * slice / std::max<qint64>(m_endpoints.count(), slice);
}

void Sealer::sealEndpoints(WallTime hour, EndpointNumber after, EndpointNumber to)
{
    std::map<EndpointNumber, Hour> hours;
    m_slots.forEach(hour, after, to, [&](EndpointNumber endpoint, WallTime slot, const Body &body) {
        Hour &sums = hours[endpoint];
        sums.minutes[static_cast<int>((slot - hour) / minuteLength)] += body;
        sums.whole += body;
    });
    const auto placeInDay = static_cast<int>((hour - history::gridBegin(hour, dayLength)) / hourLength);
    for (const auto &[endpoint, sums] : hours) {
        m_chunks.add(endpoint, Layer::Minutes, hour, sums.minutes);
        m_chunks.add(endpoint, Layer::Hours, hour, {{placeInDay, sums.whole}});
    }
}

} // namespace fusebox::storage

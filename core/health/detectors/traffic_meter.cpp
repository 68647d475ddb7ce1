// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/detectors/traffic_meter.h"

namespace fusebox::health {

namespace {

std::int64_t secondOf(TimePoint time)
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

} // namespace

void TrafficMeter::add(TimePoint now, std::int64_t messages, std::int64_t bytes)
{
    const std::int64_t second = secondOf(now);
    Slot &slot = m_slots[static_cast<std::size_t>(second % span)];
    if (slot.second != second)
        slot = {.second = second};
    slot.messages += messages;
    slot.bytes += bytes;
    m_messages += messages;
    m_bytes += bytes;
}

Traffic TrafficMeter::at(TimePoint now) const
{
    const std::int64_t oldest = secondOf(now) - span;
    Slot sum;
    for (const Slot &slot : m_slots) {
        sum.messages += slot.second > oldest ? slot.messages : 0;
        sum.bytes += slot.second > oldest ? slot.bytes : 0;
    }
    return {m_messages, m_bytes, static_cast<double>(sum.messages) / span,
            static_cast<double>(sum.bytes) / span};
}

} // namespace fusebox::health

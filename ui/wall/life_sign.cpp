// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wall/life_sign.h"

#include <algorithm>

namespace fusebox::ui {

namespace {

long long secondOf(health::TimePoint time)
{
    return time.time_since_epoch() / std::chrono::seconds(1);
}

} // namespace

void LifeSign::beat(health::Moment at)
{
    m_last = at;
    moveTo(secondOf(at.steady));
    ++m_counts[static_cast<std::size_t>(m_second % seconds)];
}

bool LifeSign::isLate(health::TimePoint now) const
{
    return m_expectedBy && now > *m_expectedBy;
}

std::array<int, LifeSign::seconds> LifeSign::beats(health::TimePoint now) const
{
    std::array<int, seconds> beats = {};
    for (int age = 0; age < seconds; ++age) {
        const long long second = secondOf(now) - age;
        if (second >= 0 && second <= m_second && second > m_second - seconds)
            beats[static_cast<std::size_t>(seconds - 1 - age)] =
                m_counts[static_cast<std::size_t>(second % seconds)];
    }
    return beats;
}

/// Seconds in which nothing came count none.
void LifeSign::moveTo(long long second)
{
    for (long long empty = std::max(m_second + 1, second - seconds + 1); empty <= second; ++empty)
        m_counts[static_cast<std::size_t>(empty % seconds)] = 0;
    m_second = std::max(m_second, second);
}

} // namespace fusebox::ui

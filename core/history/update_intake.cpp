// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/update_intake.h"

#include <algorithm>
#include <utility>

namespace fusebox::history {

namespace {

/// The next of `all` after those that are `done`, which then are.
template <typename T>
std::span<const T> take(std::span<const T> all, std::size_t &done, std::size_t most)
{
    const auto taken = all.subspan(done, std::min(most, all.size() - done));
    done += taken.size();
    return taken;
}

} // namespace

void UpdateIntake::add(health::MonitorUpdatePtr update)
{
    m_updates.push_back(std::move(update));
}

UpdateIntake::Portion UpdateIntake::next(std::size_t known)
{
    const health::MonitorUpdatePtr &update = m_updates.front();
    UpdatePart whole(*update);
    Portion portion{whole};
    const bool isOne = m_changed == 0 && m_events == 0 &&
                       (whole.changed.size() > known || whole.changed.size() + whole.events.size() <= most);
    if (!isOne) {
        if (m_changed > 0 || m_events > 0)
            portion.part.removed = {};
        portion.part.changed = take(whole.changed, m_changed, most);
        portion.part.events = take(whole.events, m_events, most - portion.part.changed.size());
    }
    if (isOne || (m_changed == whole.changed.size() && m_events == whole.events.size())) {
        portion.finished = std::move(m_updates.front());
        m_updates.pop_front();
        m_changed = m_events = 0;
    }
    return portion;
}

} // namespace fusebox::history

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/history/run_summary.h"

#include "core/history/event_readings.h"

namespace fusebox::history {

std::optional<double> EndpointSummary::upShare() const
{
    if (measured <= Nanoseconds::zero())
        return {};
    return static_cast<double>(up.count()) / static_cast<double>(measured.count());
}

void RunSummary::Account::add(const health::Event &event)
{
    if (const auto finding = findingIn(event))
        uptime.add(event.at.steady, *finding, hold);
    const auto sample = sampleIn(event);
    if (!sample || sample->kind == Sample::Kind::Break)
        return;
    ++checks;
    if (sample->hasLatency())
        latencies.add(sample->latency);
    else
        ++failures;
}

void RunSummary::apply(const health::MonitorUpdate &update)
{
    for (const health::EndpointSnapshot &snapshot : update.changed)
        accountOf(snapshot, update.at.steady).hold = holdOf(*snapshot.config);
    for (const health::Event &event : update.events)
        if (const auto place = m_places.find(event.endpoint); place != m_places.end())
            m_accounts[place->second].add(event);
}

RunSummary::Account &RunSummary::accountOf(const health::EndpointSnapshot &snapshot, TimePoint now)
{
    const auto [place, isNew] = m_places.try_emplace(snapshot.config->id, m_accounts.size());
    if (isNew)
        m_accounts.push_back({.id = snapshot.config->id, .since = now});
    return m_accounts[place->second];
}

std::vector<EndpointSummary> RunSummary::at(TimePoint now) const
{
    std::vector<EndpointSummary> summaries;
    summaries.reserve(m_accounts.size());
    for (const Account &account : m_accounts)
        summaries.push_back({.id = account.id,
                             .known = std::max(now - account.since, account.uptime.measured(now)),
                             .up = account.uptime.up(now),
                             .measured = account.uptime.measured(now),
                             .checks = account.checks,
                             .failures = account.failures,
                             .p50 = account.latencies.percentile(0.5),
                             .p95 = account.latencies.percentile(0.95),
                             .p99 = account.latencies.percentile(0.99)});
    return summaries;
}

} // namespace fusebox::history

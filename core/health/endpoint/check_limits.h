// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <unordered_map>

#include <QHash> // of QString, for std::unordered_map
#include <QString>

#include "core/health/values/clock.h"
#include "core/probe/contract/kinds.h"
#include "core/resilience/pipeline.h"
#include "core/settings/limit_settings.h"

namespace fusebox::health {

/// The limits that checks and dials of WebSockets share, so that many endpoints of one host do not hammer it,
/// and all of them not this machine. Loopback hosts have none of their own: they are nobody else's machine.
/// Thread: the monitor's. Outlives the layers it gives.
class CheckLimits
{
public:
    explicit CheckLimits(const resilience::Clock &clock, const settings::LimitSettings &settings = {});

    /// For what is under way and waits now, too: what is too much of it ends first.
    void setSettings(const settings::LimitSettings &settings);

    /// The layers for a URL's host, outermost first; for checks they belong inside the circuit, which then
    /// burns no token when it is open, and inside the retry, so that each attempt is limited. A host's limits
    /// are forgotten with the last of its layers and of whoever holds its budget.
    [[nodiscard]] std::vector<resilience::Layer> layersFor(const QString &host);
    /// What a kind that has a bound of its own waits for before its time begins: what is begun does
    /// something, and is not to be ended for want of time. Null: nothing.
    [[nodiscard]] std::shared_ptr<resilience::SharedBulkhead> placesOf(probe::ProbeKind kind);
    /// What the checks of a host may retry; null: as much as they like.
    [[nodiscard]] std::shared_ptr<resilience::SharedRetryBudget> budgetFor(const QString &host);
    /// How many hosts have limits now.
    [[nodiscard]] std::size_t hosts() const { return m_hosts.size(); }

private:
    struct Host;

    [[nodiscard]] std::shared_ptr<Host> limitsOf(const QString &host);

    const resilience::Clock &m_clock;
    settings::LimitSettings m_settings;
    std::shared_ptr<resilience::SharedBulkhead> m_all;
    std::map<probe::ProbeKind, std::shared_ptr<resilience::SharedBulkhead>> m_places;
    std::unordered_map<QString, std::weak_ptr<Host>> m_hosts;
};

} // namespace fusebox::health

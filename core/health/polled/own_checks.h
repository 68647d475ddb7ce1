// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <unordered_map>

#include <tl/expected.hpp>

#include <QFuture>
#include <QHash> // of QString, for std::unordered_map

#include "core/probe/contract/probe.h"
#include "core/settings/endpoint_config.h"

namespace fusebox::health {

/// What a check of one's own comes to: nothing more to say, or why it failed.
using CheckAnswer = tl::expected<void, resilience::Failure>;

/// A check of one's own. Called on the monitor's thread, which it must not block: it answers by the future,
/// from whatever thread. What it throws, and what the future throws, is a failure. A future that nobody waits
/// for any more (its time is up, its endpoint is gone) is cancelled; one that cancels itself counts for
/// nothing.
using OwnCheck = std::function<QFuture<CheckAnswer>()>;

/// Makes the probes of checks of one's own, and has all others made by another factory. Thread:
/// that of the probes.
class OwnChecks final : public probe::ProbeFactory
{
public:
    /// Both outlive it.
    OwnChecks(probe::ProbeFactory &others, const resilience::Clock &clock);

    void set(const settings::EndpointId &id, OwnCheck check) { m_checks[id] = std::move(check); }
    void forget(const settings::EndpointId &id) { m_checks.erase(id); }
    [[nodiscard]] std::unique_ptr<probe::Probe> create(probe::ProbeRequest request) override;
    [[nodiscard]] QStringList nameServers() override { return m_others.nameServers(); }
    [[nodiscard]] std::unique_ptr<probe::Question> question(probe::ProbeRequest request) override;

private:
    probe::ProbeFactory &m_others;
    const resilience::Clock &m_clock;
    std::unordered_map<settings::EndpointId, OwnCheck> m_checks;
};

} // namespace fusebox::health

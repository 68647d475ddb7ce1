// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/health/detectors/offline_detector.h"
#include "core/health/endpoint/probe_handle.h"
#include "core/settings/endpoint_config.h"

namespace fusebox::health {

/// Looks whether there is a way to an endpoint's host, without a word of what its checks ask: a connection is
/// enough (of dns, the question itself, which changes nothing). Counts nowhere. Thread: the monitor's.
class Scout
{
public:
    /// `found` is called later, and not once stop() was called or the scout is gone.
    Scout(probe::ProbeFactory &probes, std::function<void(Finding)> found);

    /// Goes out anew; the one before comes home. `address`: of the host, where it is known: no name is looked
    /// up then.
    void send(const settings::EndpointConfig &config, const QString &address = {});
    void stop() { m_probe.reset(); }

private:
    probe::ProbeFactory &m_probes;
    std::function<void(Finding)> m_found;
    ProbeHandle m_probe;
};

} // namespace fusebox::health

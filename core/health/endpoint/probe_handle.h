// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/probe/contract/probe.h"

namespace fusebox::health {

/// Ends a probe that nobody listens to any more. Its own signal may be what brings us here.
struct DropProbe
{
    void operator()(probe::Probe *probe) const
    {
        probe->disconnect();
        probe->cancel();
        probe->deleteLater();
    }
};

using ProbeHandle = std::unique_ptr<probe::Probe, DropProbe>;

} // namespace fusebox::health

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/probe.h"

namespace fusebox::health {

/// Stands in where the factory makes no probe for a scheme: a failure that says so, like any other.
class UnsupportedProbe final : public probe::Probe
{
public:
    using Probe::Probe;

    void start() override
    {
        QMetaObject::invokeMethod(
            this, [this] { fail(); }, Qt::QueuedConnection);
    }
    void cancel() override {} // it ends by itself at the next turn of the event loop

private:
    void fail()
    {
        probe::ProbeResult result;
        result.failure.emplace();
        result.failure->errorClass = resilience::ErrorClass::Protocol;
        result.failure->detail = "scheme not supported";
        Q_EMIT finished(result);
    }
};

} // namespace fusebox::health

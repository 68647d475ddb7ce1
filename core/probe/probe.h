// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>

#include "core/probe/probe_request.h"
#include "core/resilience/failure.h"

namespace fusebox::probe {

/// A failed attempt: the core's failure and the phase it happened in.
struct ProbeFailure : resilience::Failure
{
    Phase phase = Phase::Dns;
    std::optional<int> closeCode = {}; ///< of a WebSocket that the peer closed, as in LinkClosed
};

/// What one attempt measured. `latency` runs from start() to the last byte or to the failure, and is the sum
/// of `phases`; a failed attempt has the phases up to the one that failed.
struct ProbeResult
{
    resilience::Nanoseconds latency{0};
    PhaseTimes phases = {};
    std::optional<int> statusCode = {};
    std::optional<ProbeFailure> failure = {};
};

/// One attempt at one question, over a connection of its own. Lives on the thread that made it.
class Probe : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void start() = 0;
    /// Ends the attempt at once with ErrorClass::Cancelled, unless it has ended already.
    virtual void cancel() = 0;

Q_SIGNALS:
    /// Exactly once after start(), never from inside start() nor a destructor; the probe may be deleted later
    /// from it.
    void finished(const fusebox::probe::ProbeResult &result);
};

/// Makes the probe for a URL's scheme. Thread: that of the probes it makes.
class ProbeFactory
{
public:
    virtual ~ProbeFactory() = default;
    /// Never null for the schemes http and https.
    [[nodiscard]] virtual std::unique_ptr<Probe> create(const ProbeRequest &request) = 0;
};

} // namespace fusebox::probe

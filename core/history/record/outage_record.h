// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/health/values/events.h"

namespace fusebox::history {

/// One endpoint of an outage, and when it did not work.
struct AffectedEndpoint
{
    settings::EndpointId id = {};
    health::WallTime from = {};
    std::optional<health::WallTime> to = {}; ///< none: it has not recovered

    bool operator==(const AffectedEndpoint &) const = default;
};

/// Something that a person did to an affected endpoint meanwhile.
struct ActMeanwhile
{
    health::WallTime at = {};
    settings::EndpointId endpoint = {};
    health::ManualAct act = health::ManualAct::CheckNow;

    bool operator==(const ActMeanwhile &) const = default;
};

/// A time in which an endpoint, or several of a common cause, did not work. Shown as "Incident".
struct OutageRecord
{
    /// More than can be told are counted, not kept.
    static constexpr std::size_t mostActs = 200;

    std::int64_t id = 0; ///< names it for good
    health::WallTime from = {};
    std::optional<health::WallTime> to = {};         ///< none: it lasts
    std::optional<health::CommonCause> cause = {};   ///< what they share; none: it is the endpoint's own
    std::optional<probe::ProbeFailure> failure = {}; ///< the first that is known; none: slow, or held back
    std::vector<AffectedEndpoint> endpoints = {};    ///< in the order they were hit; never empty
    std::optional<health::Nanoseconds> worstLatency = {}; ///< of the answers meanwhile
    std::vector<ActMeanwhile> acts = {};

    /// To recover, once it has.
    [[nodiscard]] std::optional<std::chrono::milliseconds> length() const
    {
        return to ? std::optional(*to - from) : std::nullopt;
    }
};

/// What a person wrote to an outage: plain text.
struct Remark
{
    health::WallTime at = {};
    QString text = {};

    bool operator==(const Remark &) const = default;
};

/// An outage that turned out to be part of another one.
struct MergedOutage
{
    std::int64_t id = 0;
    std::int64_t into = 0;

    bool operator==(const MergedOutage &) const = default;
};

} // namespace fusebox::history

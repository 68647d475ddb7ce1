// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/health/values/clock.h"
#include "core/resilience/failure.h"
#include "core/settings/endpoint_config.h"

namespace fusebox::health {

/// What endpoints can have in common, the most particular first.
enum class CauseKind : std::uint8_t {
    Host,    ///< of the URL, or the proxy
    Address, ///< that several names lead to
    Issuer,  ///< of the certificates
    Resolver ///< whom the names are asked of
};

/// Something that several endpoints share, and that may be why they fail.
struct CommonCause
{
    CauseKind kind = CauseKind::Host;
    QString name = {}; ///< text from outside, but for the resolver's addresses; empty: the system's resolver

    bool operator==(const CommonCause &) const = default;
};

/// Several endpoints that began to fail together, and what they share.
struct Incident
{
    int number = 0; ///< names it; counts from 1
    CommonCause cause = {};
    Moment since = {};                              ///< when the first of them was seen to fail
    std::vector<settings::EndpointId> failing = {}; ///< now, in the order they were seen to
    int sharing = 0; ///< endpoints that shared it when it was named last; those included
    resilience::ErrorClass error = resilience::ErrorClass::Timeout; ///< of most of them
};

/// Grew: others belong to it as well, or they make another cause likelier. Ended: most of them answer again.
/// Dropped: none of them is watched any more.
enum class IncidentChange : std::uint8_t { Began, Grew, Ended, Dropped };

/// What has become of an incident; `incident` is as it is then.
struct IncidentEvent
{
    IncidentChange change = IncidentChange::Began;
    Incident incident = {};
    std::optional<Nanoseconds> length = {}; ///< Ended: from the first failure to the recovery of most
};

} // namespace fusebox::health

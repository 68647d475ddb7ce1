// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>

#include "core/health/session/session_decisions.h"

namespace fusebox::health::session {

// Where a WebSocket that is kept stands: each state holds only what makes sense in it.

/// Nothing under way. Without a time only a person or the circuit ends it.
struct Waiting
{
    std::optional<TimePoint> until = {};
    bool byHand = false; ///< a person waits for it
};
/// To be dialled when its turn comes.
struct Queued
{
    bool byHand = false;
};
struct Dialling
{
    DialPermit permit = {};
};
/// Connected, and not yet a success: that takes stable_after, an answer to a ping and the expected
/// message, since a peer that only shakes hands is no use to anyone.
struct Settling
{
    DialPermit permit = {};
    TimePoint stableAt = {};
    bool answered = false;
    bool expected = false; ///< the expected message has come, or none is expected

    [[nodiscard]] bool isProven() const { return answered && expected; }
};
struct Stable
{
};
/// The circuit hears of it; what follows is planned when it has.
struct Lost
{
};
struct GivenUp
{
};
struct Stopped
{
};
using State = std::variant<Waiting, Queued, Dialling, Settling, Stable, Lost, GivenUp, Stopped>;

/// From the first dial, or from the loss of what was stable, until it is stable (again).
struct Episode
{
    int attempt = 0;                         ///< dials, but for those that were void; kept while stable
    std::optional<Moment> lostAt = {};       ///< first
    std::optional<TimePoint> awaySince = {}; ///< nobody was found since, if that was not our own doing
    std::optional<probe::ProbeFailure> failure = {}; ///< that ended the last link
};

/// Connected, and as good as can be told so far.
[[nodiscard]] inline bool isProven(const State &state)
{
    const auto *settling = std::get_if<Settling>(&state);
    return settling ? settling->isProven() : std::holds_alternative<Stable>(state);
}

} // namespace fusebox::health::session

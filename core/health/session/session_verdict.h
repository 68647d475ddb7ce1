// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/session/session_state.h"
#include "core/health/values/status.h"

namespace fusebox::health {

/// What a status needs to know of a WebSocket.
struct SessionFigures
{
    session::State state = {};
    session::Episode episode = {};
    bool wasProven = false; ///< with the settings it has, since it was begun last
    Nanoseconds roundTrip{0};
    Nanoseconds slowAfter{0};
    Nanoseconds messageAge{0}; ///< or the connection's, before the first
    std::optional<Nanoseconds> staleAfter = {};
    bool lacksSubprotocol = false;
    CertificateFigures certificate = {};
};

[[nodiscard]] Verdict judgeSession(resilience::EffectiveState circuit, const SessionFigures &figures);

} // namespace fusebox::health

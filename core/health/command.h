// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>

#include <QMetaType>

#include "core/health/endpoint_config.h"
#include "core/health/limit_settings.h"

namespace fusebox::health {

struct AddEndpoint
{
    EndpointConfig config;
};
/// Replaces the endpoint with the same id. The circuit keeps its state and window, a WebSocket its
/// connection unless what it dials changed.
struct EditEndpoint
{
    EndpointConfig config;
};
struct RemoveEndpoint
{
    EndpointId id;
};
struct SetPaused
{
    EndpointId id;
    bool paused = true;
};
/// Polled: check at once (a running check goes on instead). WebSocket: dial at once unless it is connected.
struct CheckNow
{
    EndpointId id;
};
struct ResetCircuit
{
    EndpointId id;
};
struct ForceOpenCircuit
{
    EndpointId id;
};
struct DisableCircuit
{
    EndpointId id;
};
/// WebSocket: at once, or when it is connected again (see WebSocketSettings::queueLimit). Others: nothing.
struct SendMessage
{
    EndpointId id;
    QString text; ///< at most maxSentLength characters, or it is not sent
};

/// What all endpoints share.
struct SetLimits
{
    LimitSettings limits;
};

/// What a person asks of the monitor. A command for an id that is gone does nothing.
using Command = std::variant<AddEndpoint, EditEndpoint, RemoveEndpoint, SetPaused, CheckNow, ResetCircuit,
                             ForceOpenCircuit, DisableCircuit, SendMessage, SetLimits>;

} // namespace fusebox::health

Q_DECLARE_METATYPE(fusebox::health::Command)

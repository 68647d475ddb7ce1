// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <variant>

#include <QMetaType>

#include "core/health/values/kept_circuit.h"
#include "core/settings/endpoint_config.h"
#include "core/settings/limit_settings.h"
#include "core/settings/secret_values.h"

namespace fusebox::health {

struct AddEndpoint
{
    settings::EndpointConfig config;
    std::optional<RememberedCircuit> remembered = {}; ///< none: its circuit is new
};
/// Replaces the endpoint with the same id. The circuit keeps its state and window, a WebSocket its
/// connection unless what it dials changed.
struct EditEndpoint
{
    settings::EndpointConfig config;
};
struct RemoveEndpoint
{
    settings::EndpointId id;
};
struct SetPaused
{
    settings::EndpointId id;
    bool paused = true;
};
/// Polled: check at once (a running check goes on instead). WebSocket: dial at once unless it is connected.
struct CheckNow
{
    settings::EndpointId id;
};
struct ResetCircuit
{
    settings::EndpointId id;
};
/// Of all endpoints: a ResetCircuit for each whose circuit it would change.
struct ResetAllCircuits
{
};
struct ForceOpenCircuit
{
    settings::EndpointId id;
};
struct DisableCircuit
{
    settings::EndpointId id;
};
/// WebSocket: at once, or when it is connected again (see WebSocketSettings::queueLimit). Others: nothing.
struct SendMessage
{
    settings::EndpointId id;
    QString text; ///< at most maxSentLength characters, or it is not sent
};

/// What all endpoints share.
struct SetLimits
{
    settings::LimitSettings limits;
};

/// What is known of the secrets that endpoints refer to, all of it: what is not in it is being asked for. An
/// endpoint that lacks one is not asked, and goes on by itself when it is known. Never null.
struct SetSecrets
{
    std::shared_ptr<const settings::SecretValues> values;
};

/// What a person asks of the monitor. A command for an id that is gone does nothing.
using Command =
    std::variant<AddEndpoint, EditEndpoint, RemoveEndpoint, SetPaused, CheckNow, ResetCircuit,
                 ResetAllCircuits, ForceOpenCircuit, DisableCircuit, SendMessage, SetLimits, SetSecrets>;

} // namespace fusebox::health

Q_DECLARE_METATYPE(fusebox::health::Command)

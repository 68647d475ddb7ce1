// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>

#include "core/health/values/events.h"

/// What is recorded besides figures: that something happened, once.
namespace fusebox::history {

using settings::EndpointId;

/// The peer's own certificate is another than before, or the first that was seen.
struct CertificateChange
{
    QString subject = {};
    QString issuer = {};
    QByteArray fingerprint = {}; ///< SHA-256, 64 hexadecimal digits
    std::chrono::sys_seconds notAfter = {};

    bool operator==(const CertificateChange &) const = default;
};

/// What is kept of an event: all that says something a year later. Of what was read back, `Moment::steady` is
/// the time of day, too: only distances mean anything.
struct RecordedEvent
{
    health::Moment at = {};
    EndpointId endpoint = {}; ///< empty: of all of them
    std::variant<health::TransitionEvent, health::StatusEvent, health::WebSocketEvent, health::ManualEvent,
                 health::GapEvent, health::IncidentEvent, CertificateChange>
        what = {};
};

/// An endpoint was heard of, or is called otherwise than before.
struct EndpointMet
{
    EndpointId id = {};
    QString name = {};
    QString group = {};
    health::WallTime at = {};
};

struct EndpointLeft
{
    EndpointId id = {};
    health::WallTime at = {};
};

} // namespace fusebox::history

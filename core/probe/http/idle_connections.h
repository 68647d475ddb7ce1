// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QString>

#include "core/probe/contract/options/http_options.h"
#include "core/probe/contract/options/name_options.h"
#include "core/probe/contract/options/proxy_options.h"
#include "core/probe/contract/options/trust_profile.h"
#include "core/resilience/time.h"

namespace fusebox::probe {

/// What has to be equal for a connection to serve another request: origin, trust, way there, version.
struct ConnectionKey
{
    QString scheme;
    QString host;
    int port = 0;
    TrustProfile trust = {};
    ProxyOptions proxy = {};
    AddressFamily family = AddressFamily::Any;
    HttpVersion version = HttpVersion::Http11;

    bool operator==(const ConnectionKey &) const = default;
};

/// Which idle connections to keep, and for how long. A pure machine: connections are numbers that the caller
/// gives, time is handed in. Thread: one.
class IdleConnections
{
public:
    using Id = std::uint64_t;

    struct Limits
    {
        std::size_t ofOneKey = 20;
        std::size_t all = 100;
        resilience::Nanoseconds idleTimeout = std::chrono::seconds(60);
    };

    IdleConnections() = default;
    explicit IdleConnections(const Limits &limits)
        : m_limits(limits)
    {
    }

    /// The connection of that key that was used last, if one is still in time. It is the caller's then.
    [[nodiscard]] std::optional<Id> take(const ConnectionKey &key, resilience::TimePoint now);
    /// A connection has become idle. Returns those to be closed in its favour: the ones idle longest, of its
    /// key or of all (itself, where none may be kept).
    [[nodiscard]] std::vector<Id> put(const ConnectionKey &key, Id id, resilience::TimePoint now);
    /// It has ended by itself.
    void forget(Id id);
    /// Those to be closed because their time is up, which it is at nextDeadline().
    [[nodiscard]] std::vector<Id> expire(resilience::TimePoint now);
    [[nodiscard]] std::optional<resilience::TimePoint> nextDeadline() const;

    [[nodiscard]] std::size_t size() const { return m_idle.size(); }

private:
    struct Idle
    {
        ConnectionKey key;
        Id id = 0;
        resilience::TimePoint until = {};
    };
    [[nodiscard]] bool hasTooMany(const ConnectionKey &key) const;
    [[nodiscard]] std::optional<Id> dropOldest(const ConnectionKey *key);

    Limits m_limits = {};
    std::vector<Idle> m_idle; ///< the one idle longest first
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <openssl/ssl.h>

#include "core/resilience/time.h"

namespace fusebox::bench {

/// How long the server holds each answer back: the true latency of a check, but for the loopback's.
inline constexpr resilience::Nanoseconds heldFor = std::chrono::milliseconds(5);
/// The answer's field that says how long it was held in truth, in nanoseconds.
inline constexpr auto heldField = "X-Held";

/// One connection of the server: reads requests, and says when their answers are due. By path: "/" is
/// answered; "/reset" is reset, "/nonsense" is no HTTP, "/silent" is never answered. An upgrade becomes a
/// WebSocket that answers pings.
class HeldConnection
{
public:
    /// Takes `descriptor` over. `tls`: none, or the context to shake hands with.
    HeldConnection(int descriptor, SSL_CTX *tls);
    ~HeldConnection();
    HeldConnection(const HeldConnection &) = delete;
    HeldConnection &operator=(const HeldConnection &) = delete;

    /// Reads what is there. False: the connection is at its end.
    [[nodiscard]] bool read();
    /// When an answer is to be sent.
    [[nodiscard]] std::optional<resilience::TimePoint> due() const { return m_due; }
    /// Sends it. False: the connection is at its end.
    [[nodiscard]] bool answer();

private:
    struct Free
    {
        void operator()(SSL *ssl) const { SSL_free(ssl); }
    };

    [[nodiscard]] bool receive();
    [[nodiscard]] bool takeRequest();
    void upgrade(const std::string &head);
    [[nodiscard]] bool takeFrames();
    void reset();
    void send(const std::string &bytes);

    int m_descriptor;
    std::unique_ptr<SSL, Free> m_tls;
    std::optional<resilience::TimePoint> m_begin; ///< accepted, or later requests read: what held counts from
    std::string m_input;
    std::string m_path;
    std::optional<resilience::TimePoint> m_due;
    bool m_isWebSocket = false;
    bool m_closesAfter = false;
};

} // namespace fusebox::bench

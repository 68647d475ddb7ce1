// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace fusebox::bench {

/// A server in a process of its own, so that its work is not on our account: it answers each request after
/// heldFor (see held_connection.h), over HTTP, HTTPS and WebSockets, for as long as this object lives. It
/// listens on many addresses of 127.0.0.0/8, since one has only 28,000 ports to be dialled from, each of
/// which rests for a minute. Thread: make it before there are others.
class HeldServer
{
public:
    struct Identity
    {
        std::string certificate; ///< PEM
        std::string privateKey;  ///< PEM
    };

    explicit HeldServer(const Identity &identity);
    ~HeldServer();
    HeldServer(const HeldServer &) = delete;
    HeldServer &operator=(const HeldServer &) = delete;

    /// "127.0.0.7:4711": the n-th address, each as good as the other.
    [[nodiscard]] const std::string &plain(std::size_t n) const { return m_plain[n % m_plain.size()]; }
    [[nodiscard]] const std::string &tls() const { return m_tls; }

private:
    std::vector<std::string> m_plain;
    std::string m_tls;
    pid_t m_child = -1;
};

} // namespace fusebox::bench

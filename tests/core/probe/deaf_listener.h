// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QtGlobal>

namespace fusebox::testing {

/// A port of 127.0.0.1 whose queue of connections is full and never emptied: Linux drops every further SYN,
/// as a firewall would.
class DeafListener
{
public:
    DeafListener()
    {
        ::bind(m_listener, reinterpret_cast<const sockaddr *>(&m_address), sizeof m_address);
        ::listen(m_listener, 0);
        socklen_t size = sizeof m_address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&m_address), &size);
        for (const int client : m_clients)
            ::connect(client, reinterpret_cast<const sockaddr *>(&m_address), sizeof m_address);
    }
    ~DeafListener()
    {
        for (const int client : m_clients)
            ::close(client);
        ::close(m_listener);
    }
    Q_DISABLE_COPY_MOVE(DeafListener)

    [[nodiscard]] quint16 port() const { return ntohs(m_address.sin_port); }

private:
    static int newSocket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

    sockaddr_in m_address = {
        .sin_family = AF_INET, .sin_port = 0, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    int m_listener = newSocket();
    std::array<int, 4> m_clients = {newSocket(), newSocket(), newSocket(), newSocket()};
};

} // namespace fusebox::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QtGlobal>

namespace fusebox::demo {

/// A port of 127.0.0.1 or ::1 whose queue of connections is full and never emptied: Linux drops every further
/// SYN, as a firewall would.
class DeafListener
{
public:
    DeafListener()
        : DeafListener(AF_INET, 0)
    {
    }
    /// AF_INET or AF_INET6.
    DeafListener(int family, quint16 port)
        : m_family(family)
        , m_address(loopback(family, port))
    {
        const auto *where = reinterpret_cast<const sockaddr *>(&m_address);
        const socklen_t size = family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
        ::bind(m_listener, where, size);
        ::listen(m_listener, 0);
        socklen_t room = sizeof m_address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&m_address), &room);
        for (const int client : m_clients)
            ::connect(client, where, size);
    }
    ~DeafListener()
    {
        for (const int client : m_clients)
            ::close(client);
        ::close(m_listener);
    }
    Q_DISABLE_COPY_MOVE(DeafListener)

    [[nodiscard]] quint16 port() const { return ntohs(m_address.sin6_port); } // where sin_port is, too

private:
    static sockaddr_in6 loopback(int family, quint16 port)
    {
        sockaddr_in6 address = {};
        address.sin6_family = static_cast<sa_family_t>(family);
        address.sin6_port = htons(port);
        if (family == AF_INET6)
            address.sin6_addr = in6addr_loopback;
        else
            reinterpret_cast<sockaddr_in *>(&address)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    [[nodiscard]] int newSocket() const
    {
        return ::socket(m_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    }

    int m_family;
    sockaddr_in6 m_address;
    int m_listener = newSocket();
    std::array<int, 4> m_clients = {newSocket(), newSocket(), newSocket(), newSocket()};
};

} // namespace fusebox::demo

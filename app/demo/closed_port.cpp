// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/closed_port.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fusebox::demo {

namespace {

sockaddr *generic(sockaddr_in &address)
{
    return reinterpret_cast<sockaddr *>(&address);
}

} // namespace

ClosedPort::ClosedPort()
    : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(m_descriptor, generic(address), sizeof address) != 0)
        qFatal("closed port: %s", std::strerror(errno));
}

ClosedPort::~ClosedPort()
{
    ::close(m_descriptor);
}

QUrl ClosedPort::url() const
{
    sockaddr_in address = {};
    socklen_t size = sizeof address;
    ::getsockname(m_descriptor, generic(address), &size);
    return QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(ntohs(address.sin_port)));
}

} // namespace fusebox::demo

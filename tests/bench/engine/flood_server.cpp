// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/flood_server.h"

#include <csignal>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QCoreApplication>

#include "app/demo/dns_fault_server.h"
#include "app/demo/fault_server.h"
#include "tests/bench/engine/tls_records.h"

namespace fusebox::bench {

namespace {

using demo::DnsAsked;
using demo::FaultServer;

void report(int pipe, std::uint16_t port)
{
    if (::write(pipe, &port, sizeof port) != sizeof port)
        ::_exit(1);
    ::close(pipe);
}

[[noreturn]] void serveTls(int pipe, const HeldServer::Identity &identity)
{
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in where = {};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    if (::bind(listener, reinterpret_cast<sockaddr *>(&where), size) != 0 || ::listen(listener, 64) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr *>(&where), &size) != 0)
        ::_exit(1);
    report(pipe, ntohs(where.sin_port));
    serveTinyRecords(listener, identity.certificate, identity.privateKey);
}

demo::DnsScript answerOrNot(const DnsAsked &asked)
{
    constexpr quint16 typeA = 1;
    if (asked.name.startsWith("mute"))
        return demo::dns::Silence{};
    if (asked.type != typeA)
        return demo::dns::Answer{};
    return demo::dns::Answer{.records = {demo::aRecord("127.0.0.1", 0)}};
}

void yieldToAll()
{
    [[maybe_unused]] const int niceness = ::nice(39);
}

[[noreturn]] void serveFlood(const Flood &flood, int pipe, const HeldServer::Identity &identity)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::signal(SIGPIPE, SIG_IGN);
    if (flood.over != Flood::Over::Names)
        yieldToAll();
    if (flood.over == Flood::Over::Tls)
        serveTls(pipe, identity);
    int count = 0;
    const QCoreApplication application(count, nullptr);
    if (flood.over == Flood::Over::Names) {
        const demo::DnsFaultServer server(answerOrNot);
        report(pipe, server.port());
        ::_exit(QCoreApplication::exec());
    }
    const FaultServer server([&flood](const FaultServer::Connection &connection) {
        return flood.scripts[static_cast<std::size_t>(connection.number) % flood.scripts.size()];
    });
    report(pipe, server.port());
    ::_exit(QCoreApplication::exec());
}

} // namespace

FloodServer::FloodServer(const Flood &flood, const HeldServer::Identity &identity)
{
    int ends[2] = {};
    if (::pipe(ends) != 0)
        throw std::runtime_error("no pipe");
    m_child = ::fork();
    if (m_child == 0)
        serveFlood(flood, ends[1], identity);
    ::close(ends[1]);
    const bool isWhole = ::read(ends[0], &m_port, sizeof m_port) == sizeof m_port;
    ::close(ends[0]);
    if (!isWhole)
        throw std::runtime_error("the server that floods cannot listen");
}

FloodServer::~FloodServer()
{
    ::kill(m_child, SIGKILL);
    ::waitpid(m_child, nullptr, 0);
}

} // namespace fusebox::bench

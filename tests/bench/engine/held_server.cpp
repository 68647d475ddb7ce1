// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/held_server.h"

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <unordered_map>

#include <openssl/pem.h>

#include <queue>

#include "tests/bench/engine/held_connection.h"

namespace fusebox::bench {

namespace {

using resilience::TimePoint;
using std::chrono::steady_clock;

constexpr std::uint32_t firstAddress = 0x7f000001; // 127.0.0.1
constexpr int addresses = 64;                      // 64 x 28,000 ports a minute are 30,000 checks a second

struct Listener
{
    int descriptor;
    std::string address;
};

Listener listenOn(std::uint32_t ip)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in where = {};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(ip);
    socklen_t size = sizeof where;
    if (::bind(descriptor, reinterpret_cast<sockaddr *>(&where), size) != 0 ||
        ::listen(descriptor, 4096) != 0 ||
        ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&where), &size) != 0)
        throw std::runtime_error("the server cannot listen");
    std::array<char, INET_ADDRSTRLEN> text = {};
    ::inet_ntop(AF_INET, &where.sin_addr, text.data(), text.size());
    return {descriptor, std::string(text.data()) + ":" + std::to_string(ntohs(where.sin_port))};
}

SSL_CTX *contextFor(const HeldServer::Identity &identity)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    BIO *certificate = BIO_new_mem_buf(identity.certificate.data(), -1);
    BIO *key = BIO_new_mem_buf(identity.privateKey.data(), -1);
    SSL_CTX_use_certificate(context, PEM_read_bio_X509(certificate, nullptr, nullptr, nullptr));
    SSL_CTX_use_PrivateKey(context, PEM_read_bio_PrivateKey(key, nullptr, nullptr, nullptr));
    BIO_free(certificate);
    BIO_free(key);
    return context;
}

/// The child's loop: level-triggered epoll and one heap of answers that are due.
class Loop
{
public:
    void listen(int descriptor, SSL_CTX *tls);
    [[noreturn]] void run();

private:
    struct Due
    {
        TimePoint at;
        int descriptor;
        bool operator>(const Due &other) const { return at > other.at; }
    };

    void watch(int descriptor);
    [[nodiscard]] int timeLeft() const;
    void acceptAll(int listener);
    void read(int descriptor);
    void answerDue();

    int m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    std::unordered_map<int, SSL_CTX *> m_listeners;
    std::unordered_map<int, std::unique_ptr<HeldConnection>> m_connections;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
};

void Loop::watch(int descriptor)
{
    epoll_event event = {.events = EPOLLIN, .data = {.fd = descriptor}};
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
}

void Loop::listen(int descriptor, SSL_CTX *tls)
{
    m_listeners[descriptor] = tls;
    watch(descriptor);
}

void Loop::acceptAll(int listener)
{
    for (int fd = 0; (fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        m_connections[fd] = std::make_unique<HeldConnection>(fd, m_listeners[listener]);
        watch(fd);
    }
}

void Loop::read(int descriptor)
{
    const auto found = m_connections.find(descriptor);
    if (found == m_connections.end())
        return;
    const bool wasDue = found->second->due().has_value();
    if (!found->second->read())
        m_connections.erase(found);
    else if (!wasDue && found->second->due())
        m_due.push({*found->second->due(), descriptor});
}

/// A descriptor may have another owner by now, with another time.
void Loop::answerDue()
{
    const auto now = steady_clock::now();
    for (; !m_due.empty() && m_due.top().at <= now; m_due.pop()) {
        const auto found = m_connections.find(m_due.top().descriptor);
        if (found == m_connections.end() || found->second->due() != m_due.top().at)
            continue;
        if (!found->second->answer())
            m_connections.erase(found);
    }
}

int Loop::timeLeft() const
{
    if (m_due.empty())
        return -1;
    const auto left = m_due.top().at - steady_clock::now();
    return static_cast<int>(
        std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(left).count()));
}

void Loop::run()
{
    std::array<epoll_event, 512> events;
    for (;;) {
        const int count = ::epoll_wait(m_epoll, events.data(), events.size(), timeLeft());
        for (int i = 0; i < count; ++i) {
            const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
            m_listeners.contains(descriptor) ? acceptAll(descriptor) : read(descriptor);
        }
        answerDue();
    }
}

void raiseDescriptorLimit()
{
    rlimit limit = {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

[[noreturn]] void serve(const std::vector<Listener> &plain, const Listener &tls,
                        const HeldServer::Identity &identity)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::signal(SIGPIPE, SIG_IGN);
    raiseDescriptorLimit();
    Loop loop;
    for (const Listener &listener : plain)
        loop.listen(listener.descriptor, nullptr);
    loop.listen(tls.descriptor, contextFor(identity));
    loop.run();
}

} // namespace

HeldServer::HeldServer(const Identity &identity)
{
    std::vector<Listener> listeners;
    for (std::uint32_t n = 0; n < addresses; ++n)
        listeners.push_back(listenOn(firstAddress + n));
    const Listener tls = listenOn(firstAddress);
    m_child = ::fork();
    if (m_child == 0)
        serve(listeners, tls, identity);
    for (const Listener &listener : listeners) {
        ::close(listener.descriptor);
        m_plain.push_back(listener.address);
    }
    ::close(tls.descriptor);
    m_tls = tls.address;
}

HeldServer::~HeldServer()
{
    ::kill(m_child, SIGKILL);
    ::waitpid(m_child, nullptr, 0);
}

} // namespace fusebox::bench

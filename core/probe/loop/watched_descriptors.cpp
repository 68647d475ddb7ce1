// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/loop/watched_descriptors.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/epoll.h>
#include <unistd.h>
#include <utility>

#include <QtGlobal>

namespace fusebox::probe {

namespace {

constexpr std::size_t maxReady = 256; ///< a turn; the rest comes in the next
constexpr int unwatchedWait = 20;     ///< milliseconds, while the kernel has no room to watch the waker

/// As Qt's own dispatcher has it: who waits for anything hears of an error too.
constexpr std::uint32_t meaning(WatchedDescriptors::Kind kind)
{
    switch (kind) {
    case WatchedDescriptors::Kind::Read: return EPOLLIN;
    case WatchedDescriptors::Kind::Write: return EPOLLOUT;
    case WatchedDescriptors::Kind::Exception: return EPOLLPRI;
    }
    return 0;
}

std::size_t indexOf(WatchedDescriptors::Kind kind)
{
    return static_cast<std::size_t>(kind);
}

std::size_t indexOf(const QSocketNotifier &notifier)
{
    return static_cast<std::size_t>(notifier.type()); // Read, Write, Exception, as our kinds
}

std::uint64_t pack(int descriptor, std::uint32_t generation)
{
    return (std::uint64_t(generation) << 32) | static_cast<std::uint32_t>(descriptor);
}

} // namespace

WatchedDescriptors::WatchedDescriptors()
    : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
    , m_ready(maxReady)
{
    if (m_epoll < 0)
        qFatal("no epoll: %s", std::strerror(errno));
}

WatchedDescriptors::~WatchedDescriptors()
{
    ::close(m_epoll);
}

void WatchedDescriptors::add(QSocketNotifier *notifier)
{
    const auto number = static_cast<std::size_t>(notifier->socket());
    if (number >= m_descriptors.size())
        m_descriptors.resize(number + 1);
    m_descriptors[number].notifiers[indexOf(*notifier)] = notifier;
    change(static_cast<int>(number));
}

void WatchedDescriptors::remove(QSocketNotifier *notifier)
{
    const auto number = static_cast<std::size_t>(notifier->socket());
    if (number >= m_descriptors.size())
        return;
    Descriptor &descriptor = m_descriptors[number];
    auto &place = descriptor.notifiers[indexOf(*notifier)];
    if (std::exchange(place, nullptr) != notifier)
        return;
    if (wanted(descriptor) == 0)
        ++descriptor.generation; // it may be closed now, and its number be another's
    change(static_cast<int>(number));
}

void WatchedDescriptors::addWaker(int descriptor)
{
    m_waker = descriptor;
    m_watchesWaker = watchWaker();
}

bool WatchedDescriptors::watchWaker() const
{
    epoll_event event = {.events = EPOLLIN, .data = {.u64 = pack(m_waker, 0)}};
    return ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_waker, &event) == 0;
}

/// Without a waker that is watched nobody could end a longer wait.
int WatchedDescriptors::boundedWait(int milliseconds)
{
    if (!m_refused.empty())
        return 0;
    if (!m_watchesWaker && m_waker >= 0)
        m_watchesWaker = watchWaker();
    if (m_watchesWaker || m_waker < 0)
        return milliseconds;
    return milliseconds < 0 ? unwatchedWait : std::min(milliseconds, unwatchedWait);
}

std::uint32_t WatchedDescriptors::wanted(const Descriptor &descriptor) const
{
    std::uint32_t result = 0;
    for (const Kind kind : kinds)
        if (descriptor.notifiers[indexOf(kind)])
            result |= meaning(kind);
    return result;
}

void WatchedDescriptors::change(int descriptor)
{
    auto &isChanged = m_descriptors[static_cast<std::size_t>(descriptor)].isChanged;
    if (!std::exchange(isChanged, true))
        m_changed.push_back(descriptor);
}

void WatchedDescriptors::apply()
{
    for (const int descriptor : m_changed)
        tell(descriptor);
    m_changed.clear();
}

/// The kernel forgets a descriptor that is closed, and nobody tells us: so what it knows may be less than
/// what we told it.
void WatchedDescriptors::tell(int number)
{
    Descriptor &descriptor = m_descriptors[static_cast<std::size_t>(number)];
    descriptor.isChanged = false;
    descriptor.refusal = 0;
    epoll_event event = {.events = wanted(descriptor), .data = {.u64 = pack(number, descriptor.generation)}};
    const bool isWanted = event.events != 0;
    const bool wasKnown = std::exchange(descriptor.isKnown, isWanted);
    if (!isWanted) {
        if (wasKnown)
            ::epoll_ctl(m_epoll, EPOLL_CTL_DEL, number, nullptr);
        return;
    }
    if (wasKnown && ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, number, &event) == 0)
        return;
    if (::epoll_ctl(m_epoll, EPOLL_CTL_ADD, number, &event) == 0)
        return;
    descriptor.refusal = errno;
    descriptor.isKnown = false;
    m_refused.push_back(number);
}

void WatchedDescriptors::wait(int milliseconds)
{
    const int count =
        ::epoll_wait(m_epoll, m_ready.data(), static_cast<int>(maxReady), boundedWait(milliseconds));
    m_readyCount = static_cast<std::size_t>(std::max(count, 0)); // interrupted: nothing was ready
    for (const int number : std::exchange(m_refused, {}))
        addReady(number);
}

/// As if there were an error on it: who is told looks, and finds the refusal.
void WatchedDescriptors::addReady(int number)
{
    const std::uint32_t generation = m_descriptors[static_cast<std::size_t>(number)].generation;
    m_ready.resize(std::max(m_ready.size(), m_readyCount + 1));
    m_ready[m_readyCount++] = {.events = EPOLLERR, .data = {.u64 = pack(number, generation)}};
}

int WatchedDescriptors::refusalOf(int descriptor) const
{
    const auto number = static_cast<std::size_t>(descriptor);
    return number < m_descriptors.size() ? m_descriptors[number].refusal : 0;
}

bool WatchedDescriptors::isWaker(std::size_t n) const
{
    return static_cast<int>(m_ready[n].data.u64 & 0xffffffff) == m_waker;
}

QSocketNotifier *WatchedDescriptors::ready(std::size_t n, Kind kind) const
{
    const epoll_event &event = m_ready[n];
    const auto number = static_cast<std::size_t>(event.data.u64 & 0xffffffff);
    if (number >= m_descriptors.size() || m_descriptors[number].generation != event.data.u64 >> 32)
        return nullptr;
    const bool isReady = event.events & (meaning(kind) | EPOLLHUP | EPOLLERR);
    return isReady ? m_descriptors[number].notifiers[indexOf(kind)] : nullptr;
}

} // namespace fusebox::probe

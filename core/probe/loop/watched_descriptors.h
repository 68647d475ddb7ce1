// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <QSocketNotifier>

struct epoll_event;

namespace fusebox::probe {

/// Which descriptors an epoll set watches for which notifiers. What a turn of the loop changes is told to the
/// kernel once, by apply(): most notifiers of a check come and go within a turn. Thread: one at a time.
class WatchedDescriptors
{
public:
    WatchedDescriptors();
    ~WatchedDescriptors();
    Q_DISABLE_COPY_MOVE(WatchedDescriptors)

    void add(QSocketNotifier *notifier);
    void remove(QSocketNotifier *notifier);
    /// Watches one descriptor for reading, for as long as this lives, on behalf of nobody's notifier: its
    /// events have no ready notifiers.
    void addWaker(int descriptor);

    void apply();
    /// Waits for at most `milliseconds` (-1: for ever); what is ready then is given by ready().
    void wait(int milliseconds);
    [[nodiscard]] std::size_t readyCount() const { return m_readyCount; }

    enum class Kind : std::uint8_t { Read, Write, Exception };
    static constexpr std::array kinds = {Kind::Read, Kind::Write, Kind::Exception};
    /// The notifier to activate for the n-th that was ready, if it is still there and was not exchanged for
    /// one of another connection on a descriptor of the same number.
    [[nodiscard]] QSocketNotifier *ready(std::size_t n, Kind kind) const;
    [[nodiscard]] bool isWaker(std::size_t n) const;
    /// Why the kernel does not watch it (an errno); 0: it does, or was not asked to. All notifiers of such a
    /// descriptor are once ready.
    [[nodiscard]] int refusalOf(int descriptor) const;

private:
    struct Descriptor
    {
        std::array<QSocketNotifier *, kinds.size()> notifiers = {};
        std::uint32_t generation = 0; ///< counts how often nobody was left
        bool isKnown = false;         ///< the kernel has been told of it, and may have forgotten it
        bool isChanged = false;       ///< apply() has something to say
        int refusal = 0;              ///< errno of the kernel, which cannot watch it
    };

    [[nodiscard]] std::uint32_t wanted(const Descriptor &descriptor) const;
    void change(int descriptor);
    void tell(int descriptor);
    void addReady(int descriptor);
    [[nodiscard]] bool watchWaker() const;
    [[nodiscard]] int boundedWait(int milliseconds);

    const int m_epoll;
    int m_waker = -1;
    bool m_watchesWaker = false;
    std::vector<Descriptor> m_descriptors; ///< by number: the system gives the smallest that is free
    std::vector<int> m_changed;
    std::vector<int> m_refused; ///< to be told so
    std::vector<epoll_event> m_ready;
    std::size_t m_readyCount = 0;
};

} // namespace fusebox::probe

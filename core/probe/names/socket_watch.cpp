// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/socket_watch.h"

#include <utility>

namespace fusebox::probe {

SocketWatch::SocketWatch(Ready ready)
    : m_ready(std::move(ready))
{
}

void SocketWatch::watch(int descriptor, bool readable, bool writable)
{
    if (!readable && !writable) {
        m_watched.erase(descriptor);
        return;
    }
    auto known = m_watched.find(descriptor);
    if (known == m_watched.end())
        known = m_watched.emplace(descriptor, notifiersOf(descriptor)).first;
    known->second.readable->setEnabled(readable);
    known->second.writable->setEnabled(writable);
}

SocketWatch::Notifiers SocketWatch::notifiersOf(int descriptor) const
{
    Notifiers made{Notifier(new QSocketNotifier(descriptor, QSocketNotifier::Read)),
                   Notifier(new QSocketNotifier(descriptor, QSocketNotifier::Write))};
    const Ready &ready = m_ready;
    QObject::connect(made.readable.get(), &QSocketNotifier::activated, made.readable.get(),
                     [&ready, descriptor] { ready(descriptor, none); });
    QObject::connect(made.writable.get(), &QSocketNotifier::activated, made.writable.get(),
                     [&ready, descriptor] { ready(none, descriptor); });
    return made;
}

} // namespace fusebox::probe

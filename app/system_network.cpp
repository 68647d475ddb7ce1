// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/system_network.h"

#include <cstddef>
#include <sys/mman.h>

#include <QNetworkInformation>

namespace fusebox::app {

namespace {

/// GLib, which backends are made with, ends the program where it gets no thread: then better no word of the
/// system. Its libraries take some 30 MiB of addresses, each of its three threads 8 for the stack and up to
/// 128 for a heap of its own; as much again is left to the threads that are started meanwhile.
bool hasRoomForBackend()
{
    constexpr std::size_t room = std::size_t{1024} * 1024 * 1024;
    void *reserved = ::mmap(nullptr, room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (reserved == MAP_FAILED)
        return false;
    ::munmap(reserved, room);
    return true;
}

} // namespace

/// The default backend is NetworkManager's or none: then any other that knows will do.
SystemNetwork::SystemNetwork(QObject *parent)
    : QObject(parent)
{
    if (!hasRoomForBackend())
        return;
    if (!QNetworkInformation::loadDefaultBackend() &&
        !QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return;
    connect(QNetworkInformation::instance(), &QNetworkInformation::reachabilityChanged, this,
            [this] { Q_EMIT changed(word()); });
}

health::SystemNetwork SystemNetwork::word() const
{
    using Reachability = QNetworkInformation::Reachability;
    const auto *information = QNetworkInformation::instance();
    switch (information ? information->reachability() : Reachability::Unknown) {
    case Reachability::Disconnected: return health::SystemNetwork::Offline;
    case Reachability::Online: return health::SystemNetwork::Online;
    default: return health::SystemNetwork::Unknown;
    }
}

} // namespace fusebox::app

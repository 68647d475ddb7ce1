// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/system_network.h"

#include <system_error>
#include <thread>

#include <QNetworkInformation>

namespace fusebox::app {

namespace {

/// GLib, which backends are made with, ends the program where it gets no thread: then better no word of the
/// system.
bool canHaveThread()
{
    try {
        std::thread([] {}).join();
        return true;
    } catch (const std::system_error &) {
        return false;
    }
}

} // namespace

/// The default backend is NetworkManager's or none: then any other that knows will do.
SystemNetwork::SystemNetwork(QObject *parent)
    : QObject(parent)
{
    if (!canHaveThread())
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

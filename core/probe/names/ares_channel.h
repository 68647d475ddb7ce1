// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QList>

#include "core/probe/names/dns_settings.h"

struct ares_channeldata;

namespace fusebox::probe {

/// c-ares' channel with the options that we want of it, and the servers it asks.
class AresChannel
{
public:
    enum class Way { Udp, Tcp };
    /// c-ares wants to hear of this socket, or of neither direction any more.
    using Watch = std::function<void(int descriptor, bool readable, bool writable)>;

    /// Asks the servers of the settings' resolv.conf if `servers` is empty.
    AresChannel(const DnsSettings &settings, const QList<DnsServer> &servers, Way way, Watch watch);
    /// Gives back all questions that it carried.
    ~AresChannel();
    Q_DISABLE_COPY_MOVE(AresChannel)

    /// Null if c-ares could not be set up.
    [[nodiscard]] ares_channeldata *get() const { return m_channel; }
    /// In the order they are asked.
    [[nodiscard]] QList<DnsServer> servers() const;

private:
    ares_channeldata *m_channel = nullptr;
    quint16 m_defaultPort;
    Watch m_watch;
};

} // namespace fusebox::probe

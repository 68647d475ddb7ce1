// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include "core/probe/names/dns_settings.h"

struct ares_channeldata;

namespace fusebox::probe {

/// c-ares' channel to one server, with the options that we want of it. It reads no file: whom to ask and for
/// which name is decided here.
class AresChannel
{
public:
    enum class Way { Udp, Tcp };
    /// From one socket, before the others have their turn: c-ares itself would read for as long as there is
    /// something, which a server can have go on for ever. More than are sent in a turn (see DnsChannel).
    static constexpr int receivesInATurn = 128;
    /// c-ares wants to hear of this socket, or of neither direction any more.
    using Watch = std::function<void(int descriptor, bool readable, bool writable)>;

    AresChannel(const DnsSettings &settings, const DnsServer &server, Way way, Watch watch);
    /// Gives back all questions that it carried.
    ~AresChannel();
    Q_DISABLE_COPY_MOVE(AresChannel)

    /// Asks nobody, for want of what sockets need: an errno, until a socket was had again; 0: it has all.
    [[nodiscard]] int lack() const { return m_lack; }
    void noteLack(int error) { m_lack = error; }
    void beginTurn() { m_receives = 0; }
    [[nodiscard]] bool mayReceive() { return m_receives++ < receivesInATurn; }
    /// The server's, as the system numbers it; 0: this machine has no such network.
    [[nodiscard]] const std::optional<quint32> &zone() const { return m_zone; }
    /// Null if c-ares could not be set up.
    [[nodiscard]] ares_channeldata *get() const { return m_channel; }

private:
    ares_channeldata *m_channel = nullptr;
    std::optional<quint32> m_zone;
    Watch m_watch;
    int m_lack = 0;
    int m_receives = 0; ///< in this turn
};

} // namespace fusebox::probe

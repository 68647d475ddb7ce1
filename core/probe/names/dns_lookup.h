// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include <QBasicTimer>
#include <QObject>

#include "core/probe/names/dns_channel.h"
#include "core/probe/names/resolv_conf.h"

namespace fusebox::probe {

/// A list of servers, and a channel to each of them; a new one when it has become stale. Thread: that of its
/// channels.
class DnsServers
{
public:
    /// Reads the settings' resolv.conf.
    explicit DnsServers(const DnsSettings &settings);

    /// At least one.
    [[nodiscard]] std::size_t count() const { return m_servers.size(); }
    /// In the order they are asked.
    [[nodiscard]] const QList<DnsServer> &servers() const { return m_conf.servers; }
    [[nodiscard]] const ResolvConf &conf() const { return m_conf; }
    /// Before a question that has no answer is put to the next server as well.
    [[nodiscard]] std::chrono::milliseconds turn() const { return m_settings.resendAfter; }
    [[nodiscard]] std::shared_ptr<DnsChannel> overUdp(std::size_t server);
    /// Names share `mostOverTcp` connections to a server, so that one which is not answered keeps few others
    /// waiting, and a server that is not there takes few descriptors.
    [[nodiscard]] std::shared_ptr<DnsChannel> overTcp(std::size_t server, const DnsQuestion &question);

private:
    static constexpr std::size_t mostOverTcp = 16;
    struct Server
    {
        DnsServer server;
        std::shared_ptr<DnsChannel> overUdp = {}; ///< made when it is needed
        std::array<std::weak_ptr<DnsChannel>, mostOverTcp> overTcp = {};
    };

    DnsSettings m_settings;
    ResolvConf m_conf;
    std::vector<Server> m_servers;
};

/// One question, asked until a server has an answer. A server that fails or refuses leaves it to the next
/// one; so does one that is silent for its turn, though its answer still counts. When all have had their turn
/// and one of them has failed, its fault is the fault: of several the last one's. An answer too long for UDP
/// is asked for over TCP. It never gives up because of silence alone: the deadline is the caller's. Dropping
/// it forgets the question.
class DnsLookup final : public QObject
{
public:
    /// The servers outlive the look-up by being shared. Calls back once, never from inside the constructor;
    /// the callback may destroy the look-up.
    DnsLookup(std::shared_ptr<DnsServers> servers, DnsQuestion question, DnsChannel::Done done);

private:
    /// A question put to one server.
    struct Put
    {
        std::unique_ptr<DnsChannel::Question> running = {}; ///< none: answered with a fault
        bool overTcp = false;
    };

    void timerEvent(QTimerEvent *event) override;
    void askNext();
    void ask(std::size_t server);
    void replied(std::size_t server, const DnsChannel::Reply &reply);
    void failed(std::size_t server, DnsFault fault);
    void turnIsOver();
    void end(const DnsChannel::Reply &reply);
    [[nodiscard]] bool hasNext() const { return m_put.size() < m_servers->count(); }

    std::shared_ptr<DnsServers> m_servers;
    DnsQuestion m_question;
    DnsChannel::Done m_done;
    std::vector<Put> m_put; ///< to the first of the servers
    std::optional<DnsFault> m_fault = {};
    QBasicTimer m_turn;
};

} // namespace fusebox::probe

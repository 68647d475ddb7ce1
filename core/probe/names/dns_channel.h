// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include <tl/expected.hpp>

#include <QBasicTimer>
#include <QByteArray>
#include <QHash>
#include <QObject>

#include "core/probe/contract/faults/dns_fault.h"
#include "core/probe/names/ares_channel.h"
#include "core/probe/names/dns_answer.h"
#include "core/probe/names/dns_question.h"
#include "core/probe/names/dns_settings.h"
#include "core/probe/names/socket_watch.h"

namespace fusebox::probe {

/// Questions to one server through c-ares, its sockets and one timer in this thread's event loop. It has
/// sockets open only while questions run. Of one name and type `mostOfOneName` are under way at once and no
/// more, and whoever asks meanwhile has the first answer to any of them: a name that nobody answers for fills
/// nobody else's room, however often it is asked for. Thread: one with an event loop, where it is made, asked
/// and answers.
class DnsChannel final : public QObject, public std::enable_shared_from_this<DnsChannel>
{
    struct Asked;

public:
    static constexpr int mostOfOneName = 4;

    /// TimedOut: all sends were in vain.
    using Reply = tl::expected<DnsAnswer, DnsFault>;
    using Done = std::function<void(const Reply &)>;

    /// A running question; keeps its channel. Destroying it forgets the question: nothing is called any more.
    class Question
    {
    public:
        Question(std::shared_ptr<DnsChannel> channel, std::shared_ptr<Asked> asked);
        ~Question();
        Q_DISABLE_COPY_MOVE(Question)

    private:
        std::shared_ptr<DnsChannel> m_channel;
        std::shared_ptr<Asked> m_asked;
    };

    using Way = AresChannel::Way;

    /// May be let go of inside its own callbacks.
    static std::shared_ptr<DnsChannel> create(const DnsSettings &settings, const DnsServer &server,
                                              Way way = Way::Udp);
    Q_DISABLE_COPY_MOVE(DnsChannel)

    /// Calls back once, never from inside ask(). Any number may run at once.
    [[nodiscard]] std::unique_ptr<Question> ask(DnsQuestion question, Done done);

    /// Of all that it asked, nothing has been answered while a question was sent in vain. Perhaps the sockets
    /// are at fault, whose local address may be gone with a network; while questions run they are not made
    /// anew. What is asked next better goes to another channel.
    [[nodiscard]] bool isStale() const { return m_isStale || !m_channel.get(); }

private:
    struct Sent;
    /// Who waits for the answer to a question, and how often it is under way.
    struct UnderWay
    {
        std::vector<std::shared_ptr<Asked>> askers;
        int count = 0; ///< with c-ares, or waiting to be
    };

    DnsChannel(const DnsSettings &settings, const DnsServer &server, Way way);
    static void answered(void *sent, int status, int timeouts, unsigned char *bytes, int size);

    void timerEvent(QTimerEvent *event) override;
    void process(int readable, int writable);
    void takeTurn();
    void sendWaiting();
    void send(const DnsQuestion &question);
    [[nodiscard]] DnsFault faultFrom(int status) const;
    void take(const DnsQuestion &question, const Reply &reply);
    void deliver(Asked &asked, const Reply &reply);
    void forget(Asked &asked);
    void guardResends();
    void wakeNextTurn();
    [[nodiscard]] bool isWanted(const DnsQuestion &question) const;

    std::chrono::milliseconds m_resendAfter;
    SocketWatch m_sockets{[this](int readable, int writable) { process(readable, writable); }};
    QHash<DnsQuestion, UnderWay> m_underWay;
    std::deque<DnsQuestion> m_waiting;                             ///< to be sent
    std::vector<std::pair<std::shared_ptr<Asked>, Reply>> m_ready; ///< to be told outside of ask()
    int m_wanted = 0;                                              ///< questions whose asker waits
    int m_running = 0;                                             ///< questions with c-ares, wanted or not
    int m_sentThisTurn = 0;                                        ///< of the event loop
    quint64 m_heard = 0;                                           ///< packets that answered a question
    bool m_isStale = false;
    bool m_sending = false; ///< inside c-ares' call that sends
    QBasicTimer m_resends;
    QBasicTimer m_nextTurn;
    AresChannel m_channel; ///< last: going, it gives back what it carried
};

} // namespace fusebox::probe

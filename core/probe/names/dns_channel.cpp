// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_channel.h"

#include <algorithm>
#include <sys/time.h>
#include <utility>

#include <ares.h>

#include <QTimerEvent>

#include "core/probe/loop/epoll_dispatcher.h"

namespace fusebox::probe {

using std::chrono::milliseconds;

namespace {

/// A socket's buffer holds some 250 small answers (Linux counts 768 bytes for each of 212,992). Sent in
/// parts, a burst leaves the loop time to read what has come back.
constexpr int sendsInATurn = 100;

/// c-ares 1.18 looks for a free one among 65,536 ids, and for ever if there is none. Half of them is kept for
/// names of which nothing is under way yet.
constexpr int mostRunning = 30'000;
constexpr int mostRunningAgain = mostRunning / 2;

/// What is longer, c-ares cuts off without a word; some servers send it unasked.
constexpr int longestOverUdp = 512;

DnsChannel::Reply replyFrom(const unsigned char *bytes, int size, const DnsQuestion &question)
{
    auto reply = dnsAnswerIn({bytes, size}, question);
    if (!reply && reply.error() == DnsFault::BadAnswer && size == longestOverUdp)
        return tl::unexpected(DnsFault::Truncated);
    return reply;
}

DnsFault faultOf(int status)
{
    switch (status) {
    case ARES_ETIMEOUT: return DnsFault::TimedOut;
    case ARES_EBADNAME:
    case ARES_EBADQUERY: return DnsFault::BadName;
    case ARES_EBADRESP: return DnsFault::BadAnswer;
    default: return DnsFault::Unreachable;
    }
}

} // namespace

struct DnsChannel::Asked
{
    DnsQuestion question;
    Done done; ///< none once answered or forgotten
};

/// What c-ares carries for us from a question to its callback.
struct DnsChannel::Sent
{
    DnsChannel &channel;
    DnsQuestion question;
    quint64 heardBefore;
};

DnsChannel::Question::Question(std::shared_ptr<DnsChannel> channel, std::shared_ptr<Asked> asked)
    : m_channel(std::move(channel))
    , m_asked(std::move(asked))
{
}

DnsChannel::Question::~Question()
{
    m_channel->forget(*m_asked);
}

std::shared_ptr<DnsChannel> DnsChannel::create(const DnsSettings &settings, const DnsServer &server, Way way)
{
    return {new DnsChannel(settings, server, way), [](DnsChannel *channel) { channel->deleteLater(); }};
}

DnsChannel::DnsChannel(const DnsSettings &settings, const DnsServer &server, Way way)
    : m_resendAfter(settings.resendAfter)
    , m_channel(settings, server, way, [this](int descriptor, bool readable, bool writable) {
        m_sockets.watch(descriptor, readable, writable);
    })
{
}

std::unique_ptr<DnsChannel::Question> DnsChannel::ask(DnsQuestion question, Done done)
{
    auto asked = std::make_shared<Asked>(Asked{std::move(question), std::move(done)});
    ++m_wanted;
    auto &underWay = m_underWay[asked->question];
    underWay.askers.push_back(asked);
    const bool hasRoom = underWay.count < mostOfOneName && m_running < mostRunningAgain;
    if (underWay.count == 0 || hasRoom) {
        ++underWay.count;
        m_waiting.push_back(asked->question);
        sendWaiting();
    }
    return std::make_unique<Question>(shared_from_this(), std::move(asked));
}

void DnsChannel::sendWaiting()
{
    while (!m_waiting.empty() && m_sentThisTurn < sendsInATurn && m_running < mostRunning) {
        const DnsQuestion question = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (isWanted(question))
            send(question);
        else
            take(question, tl::unexpected(DnsFault::TimedOut));
    }
}

bool DnsChannel::isWanted(const DnsQuestion &question) const
{
    const auto underWay = m_underWay.constFind(question);
    return underWay != m_underWay.cend() &&
           std::ranges::any_of(underWay->askers, [](const auto &asked) { return bool(asked->done); });
}

void DnsChannel::send(const DnsQuestion &question)
{
    if (m_sentThisTurn++ == 0)
        wakeNextTurn();
    if (!m_channel.get())
        return take(question, tl::unexpected(faultFrom(ARES_ECONNREFUSED)));
    ++m_running;
    const bool outermost = !std::exchange(m_sending, true);
    constexpr int internet = 1; // the class of all records that matter
    ares_query(m_channel.get(), question.name.constData(), internet, static_cast<int>(question.type),
               &answered, new Sent{*this, question, m_heard});
    m_sending = !outermost;
    if (!m_resends.isActive())
        m_resends.start(static_cast<int>(m_resendAfter.count()), Qt::PreciseTimer, this);
}

/// What a packet says is read here, whatever c-ares makes of it.
void DnsChannel::answered(void *argument, int status, int, unsigned char *bytes, int size)
{
    const std::unique_ptr<Sent> sent(static_cast<Sent *>(argument));
    if (status == ARES_EDESTRUCTION)
        return;
    DnsChannel &channel = sent->channel;
    --channel.m_running;
    channel.m_isStale |= status == ARES_ETIMEOUT && channel.m_heard == sent->heardBefore;
    channel.m_heard += bytes ? 1 : 0;
    if (bytes)
        channel.take(sent->question, replyFrom(bytes, size, sent->question));
    else
        channel.take(sent->question, tl::unexpected(channel.faultFrom(status)));
}

/// That nobody could be reached, or was heard, says nothing where nothing could be sent.
DnsFault DnsChannel::faultFrom(int status) const
{
    const DnsFault fault = faultOf(status);
    const bool isSilence = fault == DnsFault::Unreachable || fault == DnsFault::TimedOut;
    return isSilence && m_channel.lack() != 0 ? DnsFault::NoMeans : fault;
}

/// One answer is for all who wait for it.
void DnsChannel::take(const DnsQuestion &question, const Reply &reply)
{
    auto &underWay = m_underWay[question];
    const auto askers = std::exchange(underWay.askers, {});
    if (--underWay.count <= 0)
        m_underWay.remove(question);
    for (const auto &asked : askers) {
        if (!m_sending && m_channel.get())
            deliver(*asked, reply);
        else if (asked->done)
            m_ready.emplace_back(asked, reply);
    }
    if (!m_ready.empty())
        wakeNextTurn();
}

void DnsChannel::deliver(Asked &asked, const Reply &reply)
{
    if (!asked.done)
        return;
    --m_wanted;
    const Done done = std::exchange(asked.done, {});
    done(reply);
}

void DnsChannel::forget(Asked &asked)
{
    if (!std::exchange(asked.done, {}))
        return;
    if (--m_wanted == 0)
        wakeNextTurn();
}

/// Once in a turn of the event loop, if something was sent, forgotten or answered at once in the one before.
void DnsChannel::takeTurn()
{
    m_nextTurn.stop();
    m_sentThisTurn = 0;
    for (const auto &[asked, reply] : std::exchange(m_ready, {}))
        deliver(*asked, reply);
    if (m_wanted == 0 && m_running > 0)
        ares_cancel(m_channel.get()); // closes the sockets
    sendWaiting();
}

void DnsChannel::wakeNextTurn()
{
    if (!m_nextTurn.isActive())
        m_nextTurn.start(0, this);
}

void DnsChannel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_nextTurn.timerId())
        return takeTurn();
    if (event->timerId() != m_resends.timerId())
        return QObject::timerEvent(event);
    process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    guardResends();
}

/// Never sleeps longer than a new question may: so sending one needs no look at the timer.
void DnsChannel::guardResends()
{
    m_resends.stop();
    timeval left = {};
    if (!ares_timeout(m_channel.get(), nullptr, &left))
        return;
    const auto delay = std::chrono::ceil<milliseconds>(std::chrono::seconds(left.tv_sec) +
                                                       std::chrono::microseconds(left.tv_usec));
    m_resends.start(static_cast<int>(std::min(delay, m_resendAfter).count()), Qt::PreciseTimer, this);
}

void DnsChannel::process(int readable, int writable)
{
    for (const int descriptor : {readable, writable}) {
        if (const int refusal = descriptor == ARES_SOCKET_BAD ? 0 : watchRefusal(descriptor))
            m_channel.noteLack(refusal);
    }
    m_channel.beginTurn();
    ares_process_fd(m_channel.get(), readable, writable);
    if (!m_waiting.empty())
        wakeNextTurn();
}

} // namespace fusebox::probe

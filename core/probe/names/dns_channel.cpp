// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/dns_channel.h"

#include <algorithm>
#include <sys/time.h>
#include <utility>

#include <ares.h>

#include <QTimerEvent>

namespace fusebox::probe {

using std::chrono::milliseconds;

namespace {

/// A socket's buffer holds some 250 small answers (Linux counts 768 bytes for each of 212,992). Sent in
/// parts, a burst leaves the loop time to read what has come back.
constexpr int sendsInATurn = 100;

/// c-ares 1.18 looks for a free one among 65,536 ids, and for ever if there is none.
constexpr int mostRunning = 30'000;

DnsFault faultFrom(int status)
{
    switch (status) {
    case ARES_ENOTFOUND: return DnsFault::NoSuchName;
    case ARES_ENODATA: return DnsFault::NoData;
    case ARES_ESERVFAIL: return DnsFault::ServerFailure;
    case ARES_EREFUSED: return DnsFault::Refused;
    case ARES_EFORMERR:
    case ARES_ENOTIMP: return DnsFault::NotUnderstood;
    case ARES_ETIMEOUT: return DnsFault::TimedOut;
    case ARES_EBADNAME:
    case ARES_EBADQUERY: return DnsFault::BadName;
    case ARES_EBADRESP: return DnsFault::BadAnswer;
    default: return DnsFault::Unreachable;
    }
}

/// The TC bit of the header (RFC 1035, 4.1.1).
bool isTruncated(const unsigned char *bytes, int size)
{
    return bytes && size > 2 && (bytes[2] & 0x02U) != 0;
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
    std::shared_ptr<Asked> asked;
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

std::shared_ptr<DnsChannel> DnsChannel::create(const DnsSettings &settings, const QList<DnsServer> &servers,
                                               Way way)
{
    return {new DnsChannel(settings, servers, way), [](DnsChannel *channel) { channel->deleteLater(); }};
}

DnsChannel::DnsChannel(const DnsSettings &settings, const QList<DnsServer> &servers, Way way)
    : m_resendAfter(settings.resendAfter)
    , m_channel(settings, servers, way, [this](int descriptor, bool readable, bool writable) {
        m_sockets.watch(descriptor, readable, writable);
    })
{
}

std::unique_ptr<DnsChannel::Question> DnsChannel::ask(DnsQuestion question, Done done)
{
    auto asked = std::make_shared<Asked>(Asked{std::move(question), std::move(done)});
    ++m_wanted;
    m_waiting.push_back(asked);
    sendWaiting();
    return std::make_unique<Question>(shared_from_this(), std::move(asked));
}

void DnsChannel::sendWaiting()
{
    while (!m_waiting.empty() && m_sentThisTurn < sendsInATurn && m_running < mostRunning) {
        auto asked = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (asked->done)
            send(std::move(asked));
    }
}

void DnsChannel::send(std::shared_ptr<Asked> asked)
{
    if (m_sentThisTurn++ == 0)
        wakeNextTurn();
    if (!m_channel.get())
        return take(asked, tl::unexpected(DnsFault::Unreachable));
    ++m_running;
    const DnsQuestion question = asked->question;
    const auto ask = question.search ? ares_search : ares_query;
    const bool outermost = !std::exchange(m_sending, true);
    constexpr int internet = 1; // the class of all records that matter
    ask(m_channel.get(), question.name.constData(), internet, static_cast<int>(question.type), &answered,
        new Sent{*this, std::move(asked)});
    m_sending = !outermost;
    if (!m_resends.isActive())
        m_resends.start(static_cast<int>(m_resendAfter.count()), Qt::PreciseTimer, this);
}

void DnsChannel::answered(void *argument, int status, int, unsigned char *bytes, int size)
{
    const std::unique_ptr<Sent> sent(static_cast<Sent *>(argument));
    if (status == ARES_EDESTRUCTION)
        return;
    --sent->channel.m_running;
    sent->channel.m_isStale |= status == ARES_ETIMEOUT;
    if (isTruncated(bytes, size))
        sent->channel.take(sent->asked, tl::unexpected(DnsFault::Truncated));
    else if (status == ARES_SUCCESS)
        sent->channel.take(sent->asked, QByteArray(reinterpret_cast<const char *>(bytes), size));
    else
        sent->channel.take(sent->asked, tl::unexpected(faultFrom(status)));
}

void DnsChannel::take(const std::shared_ptr<Asked> &asked, const Reply &reply)
{
    if (!m_sending && m_channel.get())
        return deliver(*asked, reply);
    m_ready.emplace_back(asked, reply);
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
    ares_process_fd(m_channel.get(), readable, writable);
    if (!m_waiting.empty())
        wakeNextTurn();
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_thread.h"

#include <QHash>
#include <QThread>

#include "core/probe/loop/epoll_dispatcher.h"
#include "core/probe/loop/stall_watch.h"
#include "core/probe/names/name_resolver.h"
#include "core/probe/names/system_resolver.h"

namespace fusebox::probe {

using namespace Qt::StringLiterals;

namespace {

/// What the links share. The checks have another one on their thread: neither waits for the other's
/// handshakes and floods, and a name or an authority that both need is asked for and read twice at most.
struct Shared
{
    Shared(const resilience::Clock &clock, const DnsSettings &dns)
        : names(clock, system, dns)
        , network{clock, names, tls}
        , stalls(clock)
    {
    }

    SystemResolver system;
    NameResolver names;
    TlsContexts tls;
    Network network;
    StallWatch stalls;
};

} // namespace

/// The links themselves: lives on the thread, and is reached from outside by queued calls only.
class WebSocketThread::Links final : public QObject
{
    Q_OBJECT

public:
    Links(const resilience::Clock &clock, const DnsSettings &dns)
        : m_clock(clock)
        , m_dns(dns)
    {
    }

    ~Links() override { qDeleteAll(m_links); } // which use what dies before children do
    void open(LinkId id, const WebSocketRequest &request);
    void close(LinkId id);
    void send(LinkId id, const QString &message);

Q_SIGNALS:
    void linkEvent(fusebox::probe::LinkId id, const fusebox::probe::LinkEvent &event);

private:
    void onEvent(LinkId id, const LinkEvent &event);

    const resilience::Clock &m_clock;
    const DnsSettings m_dns;
    std::optional<Shared> m_shared;         ///< made on the thread, when a link needs it first
    QHash<LinkId, WebSocketLink *> m_links; // children
};

void WebSocketThread::Links::open(LinkId id, const WebSocketRequest &request)
{
    Q_ASSERT(!m_links.contains(id));
    if (!m_shared)
        m_shared.emplace(m_clock, m_dns);
    if (!m_shared->stalls.isWatching())
        m_shared->stalls.begin();
    auto *link = new WebSocketLink(request, m_shared->network, m_shared->stalls, this);
    m_links.insert(id, link);
    connect(link, &WebSocketLink::happened, this, [this, id](const LinkEvent &event) { onEvent(id, event); });
    link->open();
}

void WebSocketThread::Links::close(LinkId id)
{
    if (auto *link = m_links.value(id))
        link->close();
}

void WebSocketThread::Links::send(LinkId id, const QString &message)
{
    if (auto *link = m_links.value(id))
        link->send(message);
}

void WebSocketThread::Links::onEvent(LinkId id, const LinkEvent &event)
{
    if (std::holds_alternative<LinkClosed>(event))
        m_links.take(id)->deleteLater();
    if (m_links.isEmpty())
        m_shared->stalls.end();
    Q_EMIT linkEvent(id, event);
}

WebSocketThread::WebSocketThread(const resilience::Clock &clock, const DnsSettings &dns, QObject *parent)
    : WebSocketDialler(parent)
    , m_thread(std::make_unique<QThread>())
    , m_links(new Links(clock, dns))
{
    qRegisterMetaType<LinkId>("fusebox::probe::LinkId");
    qRegisterMetaType<LinkEvent>("fusebox::probe::LinkEvent");
    m_thread->setEventDispatcher(new EpollDispatcher);
    m_links->moveToThread(m_thread.get());
    connect(m_links, &Links::linkEvent, this, &WebSocketDialler::linkEvent);
    m_thread->setObjectName(u"fusebox-ws"_s);
    m_thread->start();
}

WebSocketThread::~WebSocketThread()
{
    // While the loop runs, which deletes what is to be deleted later.
    QMetaObject::invokeMethod(
        m_links, [links = m_links] { delete links; }, Qt::BlockingQueuedConnection);
    m_thread->quit();
    m_thread->wait();
}

void WebSocketThread::open(LinkId id, const WebSocketRequest &request)
{
    QMetaObject::invokeMethod(m_links, [links = m_links, id, request] { links->open(id, request); });
}

void WebSocketThread::close(LinkId id)
{
    QMetaObject::invokeMethod(m_links, [links = m_links, id] { links->close(id); });
}

void WebSocketThread::send(LinkId id, const QString &message)
{
    QMetaObject::invokeMethod(m_links, [links = m_links, id, message] { links->send(id, message); });
}

} // namespace fusebox::probe

#include "web_socket_thread.moc"

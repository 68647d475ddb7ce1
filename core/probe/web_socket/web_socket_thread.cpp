// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_thread.h"

#include <QHash>
#include <QThread>

#include "core/probe/loop/epoll_dispatcher.h"
#include "core/probe/names/name_resolver.h"
#include "core/probe/names/system_resolver.h"

namespace fusebox::probe {

using namespace Qt::StringLiterals;

namespace {

/// Asked only why a name was not found, and made when that happens first.
class Names final : public Resolver
{
public:
    explicit Names(const resilience::Clock &clock)
        : m_clock(clock)
    {
    }

    [[nodiscard]] std::unique_ptr<Lookup> resolve(const QString &host, const NameOptions &options,
                                                  Callback callback) override
    {
        if (!m_resolver)
            m_resolver = std::make_unique<NameResolver>(m_clock, m_system);
        return m_resolver->resolve(host, options, std::move(callback));
    }

private:
    const resilience::Clock &m_clock;
    SystemResolver m_system;
    std::unique_ptr<NameResolver> m_resolver;
};

} // namespace

/// The links themselves: lives on the thread, and is reached from outside by queued calls only.
class WebSocketThread::Links final : public QObject
{
    Q_OBJECT

public:
    explicit Links(const resilience::Clock &clock)
        : m_clock(clock)
        , m_names(clock)
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
    Names m_names;
    QHash<LinkId, WebSocketLink *> m_links; // children
};

void WebSocketThread::Links::open(LinkId id, const WebSocketRequest &request)
{
    Q_ASSERT(!m_links.contains(id));
    auto *link = new WebSocketLink(request, m_clock, m_names, this);
    m_links.insert(id, link);
    connect(link, &WebSocketLink::event, this, [this, id](const LinkEvent &event) { onEvent(id, event); });
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
    Q_EMIT linkEvent(id, event);
}

WebSocketThread::WebSocketThread(const resilience::Clock &clock, QObject *parent)
    : WebSocketDialler(parent)
    , m_thread(std::make_unique<QThread>())
    , m_links(new Links(clock))
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_pool.h"

#include <algorithm>

#include <QTimerEvent>

namespace fusebox::probe {

using Id = IdleConnections::Id;

/// Listens to a connection that nobody asks anything.
class HttpPool::Keeper final : private HttpConnection::Listener
{
public:
    Keeper(HttpPool &pool, Id id, std::unique_ptr<HttpConnection> connection)
        : m_pool(pool)
        , m_id(id)
        , m_connection(std::move(connection))
    {
        m_connection->handTo(*this);
    }

    [[nodiscard]] std::unique_ptr<HttpConnection> release() { return std::move(m_connection); }
    void close() { m_connection->close(); }

private:
    void connectionEntered(Phase) override {}
    void connectionOpened() override {}
    void headReceived() override {}
    void exchangeCompleted() override {}
    void connectionFailed(const HttpFailure &) override { m_pool.drop(m_id); }

    HttpPool &m_pool;
    Id m_id;
    std::unique_ptr<HttpConnection> m_connection;
};

HttpPool::HttpPool(const resilience::Clock &clock, const IdleConnections::Limits &limits)
    : m_clock(clock)
    , m_idle(limits)
{
}

HttpPool::~HttpPool() = default;

std::unique_ptr<HttpConnection> HttpPool::take(const ConnectionKey &key)
{
    const auto id = m_idle.take(key, m_clock.now());
    return id ? m_keepers.extract(*id).mapped()->release() : nullptr;
}

void HttpPool::put(const ConnectionKey &key, std::unique_ptr<HttpConnection> connection)
{
    const Id id = ++m_lastId;
    m_keepers.emplace(id, std::make_unique<Keeper>(*this, id, std::move(connection)));
    for (const Id excess : m_idle.put(key, id, m_clock.now()))
        drop(excess);
    guard();
}

/// Closed at once, destroyed later.
void HttpPool::drop(Id id)
{
    m_idle.forget(id);
    auto keeper = m_keepers.extract(id);
    if (keeper.empty())
        return;
    keeper.mapped()->close();
    m_dropped.push_back(std::move(keeper.mapped()));
    QMetaObject::invokeMethod(
        this, [this] { m_dropped.clear(); }, Qt::QueuedConnection);
}

void HttpPool::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return QObject::timerEvent(event);
    for (const Id expired : m_idle.expire(m_clock.now()))
        drop(expired);
    m_timer.stop();
    guard();
}

/// A timer that fires too early does no harm: it is set again.
void HttpPool::guard()
{
    const auto due = m_idle.nextDeadline();
    if (!due || m_timer.isActive())
        return;
    m_timer.start(std::max(resilience::timerMilliseconds(*due, m_clock.now()), 1), Qt::CoarseTimer, this);
}

} // namespace fusebox::probe

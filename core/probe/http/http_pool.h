// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>

#include <QBasicTimer>
#include <QObject>

#include "core/probe/http/http_connection.h"
#include "core/probe/http/idle_connections.h"

namespace fusebox::probe {

/// The idle connections of one thread: kept open, closed when their time is up, and dropped as soon as the
/// peer ends them. Thread: one with an event loop.
class HttpPool final : public QObject
{
    Q_OBJECT

public:
    explicit HttpPool(const resilience::Clock &clock, const IdleConnections::Limits &limits = {});
    ~HttpPool() override;

    /// None: there is none.
    [[nodiscard]] std::unique_ptr<HttpConnection> take(const ConnectionKey &key);
    /// A connection that isReusable(). May be called from what that connection says.
    void put(const ConnectionKey &key, std::unique_ptr<HttpConnection> connection);

    [[nodiscard]] std::size_t size() const { return m_idle.size(); }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    class Keeper;

    void drop(IdleConnections::Id id);
    void guard();

    const resilience::Clock &m_clock;
    IdleConnections m_idle;
    IdleConnections::Id m_lastId = 0;
    std::map<IdleConnections::Id, std::unique_ptr<Keeper>> m_keepers;
    std::vector<std::unique_ptr<Keeper>> m_dropped; ///< one of them may be what is calling us
    QBasicTimer m_timer;
};

} // namespace fusebox::probe

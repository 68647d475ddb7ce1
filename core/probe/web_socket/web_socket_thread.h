// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/probe/names/dns_settings.h"
#include "core/probe/web_socket/web_socket_link.h"

class QThread;

namespace fusebox::probe {

/// The interface to the links of one thread, so that the monitor can be tested without sockets.
class WebSocketDialler : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// `id` was never used before.
    virtual void open(fusebox::probe::LinkId id, const fusebox::probe::WebSocketRequest &request) = 0;
    /// Politely; its LinkClosed still comes. Nothing for a link that has ended.
    virtual void close(fusebox::probe::LinkId id) = 0;
    /// A text message. Nothing for a link that has ended.
    virtual void send(fusebox::probe::LinkId id, const QString &message) = 0;

Q_SIGNALS:
    void linkEvent(fusebox::probe::LinkId id, const fusebox::probe::LinkEvent &event);
};

/// Links on a thread of their own, so that what thousands of them do at once (all come back over TLS when a
/// server has restarted: a millisecond of work each) makes no check late, and no check a ping. Names, trust
/// and addresses are theirs alone. Thread: open(), close() and send() from the one that owns it; linkEvent
/// comes queued to that thread. The destructor drops every link and waits for the thread.
class WebSocketThread final : public WebSocketDialler
{
    Q_OBJECT

public:
    explicit WebSocketThread(const resilience::Clock &clock, const DnsSettings &dns = {},
                             QObject *parent = nullptr);
    ~WebSocketThread() override;

    void open(fusebox::probe::LinkId id, const fusebox::probe::WebSocketRequest &request) override;
    void close(fusebox::probe::LinkId id) override;
    void send(fusebox::probe::LinkId id, const QString &message) override;

private:
    class Links;
    const std::unique_ptr<QThread> m_thread;
    Links *const m_links; ///< lives on the thread and is deleted there
};

} // namespace fusebox::probe

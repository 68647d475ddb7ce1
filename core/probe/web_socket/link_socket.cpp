// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/link_socket.h"

#include <algorithm>

#include <QNetworkProxy>
#include <QWebSocket>

#include "core/probe/transport/proxy_options.h"
#include "core/probe/web_socket/web_socket_options.h"

namespace fusebox::probe {

namespace {

/// Without one asked for none at all: Qt's default looks proxies up under a global lock.
QNetworkProxy qtProxy(const ProxyOptions &proxy)
{
    if (proxy.kind == ProxyKind::None)
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const auto type = proxy.kind == ProxyKind::Http ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy;
    return QNetworkProxy(type, proxy.host, proxy.port, proxy.user, proxy.password);
}

void limit(QWebSocket &socket, const WebSocketOptions &options)
{
    socket.setMaxAllowedIncomingFrameSize(static_cast<quint64>(options.maxFrame));
    socket.setMaxAllowedIncomingMessageSize(static_cast<quint64>(options.maxMessage));
    // QWebSocket waits until a frame is buffered whole, so the buffer must hold the largest one and its
    // header.
    socket.setReadBufferSize(2 * std::max<qint64>(options.maxFrame, 64 * 1024));
}

} // namespace

QWebSocket *makeLinkSocket(const ProxyOptions &proxy, const WebSocketOptions &options, QObject *parent)
{
    auto *socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, parent);
    socket->setProxy(qtProxy(proxy));
    limit(*socket, options);
    return socket;
}

} // namespace fusebox::probe

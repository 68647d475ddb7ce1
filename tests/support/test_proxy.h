// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QTcpServer>

#include "core/probe/contract/options/proxy_options.h"

namespace fusebox::testing {

struct TestProxySettings
{
    QByteArray user = {}; ///< asked for when not empty
    QByteArray password = {};
    /// The proxy's answer waits for the target's first bytes and goes out in one piece with them.
    bool glueAnswer = false;
};

/// A proxy on 127.0.0.1 that really leads on: HTTP's CONNECT, or its absolute form (one request a
/// connection), or SOCKS5. Names are known to it alone: each leads to a port of 127.0.0.1. Thread: one with
/// an event loop.
class TestProxy final : public QTcpServer
{
    Q_OBJECT

public:
    explicit TestProxy(probe::ProxyKind kind, const TestProxySettings &settings = {});

    /// What a probe has to be told to go through it.
    [[nodiscard]] probe::ProxyOptions options() const;
    void know(const QByteArray &host, quint16 port) { m_ports.insert(host, port); }

    [[nodiscard]] int connections() const { return m_connections; }
    /// Host and port last asked for, as they came: "name.test:80", "[::1]:443".
    [[nodiscard]] QByteArray lastTarget() const { return m_lastTarget; }
    /// Of HTTP: CONNECT, GET.
    [[nodiscard]] QByteArray lastMethod() const { return m_lastMethod; }

private:
    class Session;

    void incomingConnection(qintptr descriptor) override;

    probe::ProxyKind m_kind;
    TestProxySettings m_settings;
    QHash<QByteArray, quint16> m_ports;
    int m_connections = 0;
    QByteArray m_lastTarget;
    QByteArray m_lastMethod;
};

} // namespace fusebox::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QByteArray>
#include <QByteArrayList>
#include <QObject>
#include <QUrl>

#include "app/demo/fault_script.h"

namespace fusebox::demo {

/// Certificate and key in PEM for a server that speaks TLS.
struct ServerIdentity
{
    QByteArray certificate;
    QByteArray privateKey;
    QByteArray onlyVersion = {};   ///< as OpenSSL names it ("TLSv1.1"); empty: TLS 1.2 and 1.3
    QByteArrayList protocols = {}; ///< that it speaks (ALPN)
};

/// A TCP server on 127.0.0.1 (port 0) that does to each connection what a script says: it can lie at any
/// layer. Thread: lives on one thread with an event loop; requests() may be read from any.
class FaultServer final : public QObject
{
    Q_OBJECT

public:
    /// What is known when a connection is accepted.
    struct Connection
    {
        int number = 1;                        ///< 1-based
        resilience::Nanoseconds sinceStart{0}; ///< of the server
    };
    using ScriptFor = std::function<Script(const Connection &)>;

    explicit FaultServer(ScriptFor scriptFor, std::optional<ServerIdentity> tls = {},
                         QObject *parent = nullptr);
    explicit FaultServer(Script script, std::optional<ServerIdentity> tls = {}, QObject *parent = nullptr);
    ~FaultServer() override;

    /// "http://127.0.0.1:PORT/" or https.
    [[nodiscard]] QUrl url() const;
    [[nodiscard]] quint16 port() const;
    /// Connections accepted so far.
    [[nodiscard]] int connections() const;
    /// Requests read to their end so far.
    [[nodiscard]] int requests() const;
    /// The head of the last request read, for tests.
    [[nodiscard]] QByteArray lastRequest() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace fusebox::demo

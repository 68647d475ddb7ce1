// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QByteArray>
#include <QUrl>

#include "app/demo/fault_server.h"

namespace fusebox::testing {

/// How a TLS server behaves, where that differs from any other.
struct TlsServerSettings
{
    QByteArray clientAuthority = {}; ///< PEM; a client has to show a certificate of it
    int maxVersion = 0;              ///< as OpenSSL numbers them (TLS1_1_VERSION ...); 0: the newest
    QByteArray alpn = {};            ///< the protocol chosen when the client offers it; empty: none
    QByteArray greeting = {};        ///< sent right after the handshake
    bool asksLater = false;          ///< for the client's certificate: only once the request has come
};

/// A TLS server on 127.0.0.1, on OpenSSL itself: unlike QSslSocket it insists on client certificates during
/// the handshake, speaks old versions, and says by an alert what it has against a client. Answers one request
/// a connection with an empty 200, one connection after another, on a thread of its own.
class TlsServer
{
public:
    explicit TlsServer(const demo::ServerIdentity &identity, const TlsServerSettings &settings = {});
    ~TlsServer();

    [[nodiscard]] quint16 port() const;
    [[nodiscard]] QUrl url() const; ///< https
    /// Thread: any. Handshakes that came to their end on this side; the connections of those that did not
    /// count in attempts() alone.
    [[nodiscard]] int handshakes() const;
    [[nodiscard]] int attempts() const;
    /// The common name of the last client's certificate; empty when it showed none.
    [[nodiscard]] QByteArray lastClient() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace fusebox::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <span>

#include <tl/expected.hpp>

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

#include "core/probe/tls/record_flood.h"
#include "core/probe/tls/tls_errors.h"

struct ssl_ctx_st;
struct ssl_st;

namespace fusebox::probe {

class TlsCertificates;

/// The client's side of one TLS connection, without a socket: ciphertext and plaintext go in, plaintext and
/// ciphertext come out. Every call may leave ciphertext to be sent: fetch it with takeOutgoing(), also after
/// a failure (the alert). Failures are ErrorClass::Tls with OpenSSL's text; a peer that sends records without
/// end which say nothing (see RecordFlood) is TlsFault::Flood. Thread: one.
class TlsChannel
{
public:
    enum class Handshake { Running, Done };

    /// `host`: a name or literal address, which the peer's certificate has to be for.
    [[nodiscard]] static tl::expected<TlsChannel, TlsFailure> create(ssl_ctx_st *context,
                                                                     const QString &host);
    TlsChannel(TlsChannel &&) noexcept;
    TlsChannel &operator=(TlsChannel &&) noexcept;
    ~TlsChannel();

    /// Before the handshake: what to offer by ALPN, best first, each of 1 to 255 bytes.
    void offerProtocols(const QList<QByteArray> &protocols);
    /// After the handshake: what the peer chose of that; empty: nothing.
    [[nodiscard]] QByteArray chosenProtocol() const;

    void receive(QByteArrayView ciphertext);
    [[nodiscard]] QByteArray takeOutgoing();

    /// Goes as far as the bytes received so far allow.
    [[nodiscard]] tl::expected<Handshake, TlsFailure> handshake();
    /// After the handshake.
    [[nodiscard]] tl::expected<void, TlsFailure> write(QByteArrayView plaintext);
    /// After the handshake: how many bytes were put into `plaintext`, 0 when none are left. A peer that asks
    /// for another handshake (TLS 1.2) is refused it, which is TlsFault::Renegotiation; one that asks who we
    /// are in TLS 1.3 is shown the profile's client certificate, if there is one.
    [[nodiscard]] tl::expected<std::size_t, TlsFailure> read(std::span<char> plaintext);
    /// What the peer has shown of itself, also after a failed handshake; none as long as that is no
    /// certificate.
    [[nodiscard]] std::optional<TlsFacts> facts(TlsCertificates &certificates) const;
    /// After the handshake: the peer has asked who we are, and in TLS 1.3 what it thinks of the answer comes
    /// only now, as an alert or not at all.
    [[nodiscard]] bool mayBeRefusedYet() const;
    /// After the handshake: says in due form that nothing more will come from us; the peer may still be read.
    void finish();
    /// The peer has said in due form (close_notify) that nothing more will come.
    [[nodiscard]] bool peerHasFinished() const;

private:
    explicit TlsChannel(ssl_st *ssl);
    [[nodiscard]] tl::expected<void, TlsFailure> wait() const;

    struct Free
    {
        void operator()(ssl_st *ssl) const;
    };
    std::unique_ptr<ssl_st, Free> m_ssl;
    RecordFlood m_flood;
};

} // namespace fusebox::probe

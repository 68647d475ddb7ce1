// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace fusebox::probe {

/// What TLS came to grief over, finer than ErrorClass::Tls; the failure's detail has OpenSSL's own text.
enum class TlsFault : std::uint8_t {
    // Files of ours
    CaFile,             ///< cannot be read, or holds no certificate
    ClientCertificate,  ///< cannot be read
    ClientKey,          ///< cannot be read
    EncryptedClientKey, ///< nobody is there to be asked for the pass phrase
    ClientKeyMismatch,  ///< the key is not the certificate's
    // The peer's certificate
    Expired,
    NotYetValid,
    WrongHost,
    SelfSigned,
    UnknownAuthority,
    PinMismatch,    ///< the detail is the fingerprint of what the peer showed
    BadCertificate, ///< anything else against it
    // The handshake
    OldVersion, ///< no version in common: ours are TLS 1.2 and 1.3
    NotTls,     ///< the peer speaks something else on this port
    ClientCertificateRequired,
    ClientCertificateRefused,
    Renegotiation, ///< asked for by the peer within the connection, and refused
    Flood,         ///< records without end that say nothing
    Refused,       ///< by an alert of the peer
    Handshake      ///< anything else
};

/// What a certificate says; text is the peer's own, cut to a bound.
struct CertificateFacts
{
    QString subject = {};        ///< as in RFC 2253: "CN=example.org,O=Example"
    QString issuer = {};         ///< likewise
    QStringList names = {};      ///< alternative names: DNS names, addresses, URIs; the first 20
    QByteArray serial = {};      ///< hexadecimal
    QByteArray fingerprint = {}; ///< SHA-256 of the DER form, 64 hexadecimal digits, lower case
    std::chrono::sys_seconds notBefore = {};
    std::chrono::sys_seconds notAfter = {}; ///< up to the year 9999: more than nanoseconds can say
};

/// The leaf first.
using CertificateChain = std::vector<CertificateFacts>;

/// What was agreed with the peer. Kept too where its certificate was refused; then what comes after it in the
/// handshake is missing.
struct TlsFacts
{
    QString version = {}; ///< "TLSv1.3"
    QString cipher = {};  ///< "TLS_AES_256_GCM_SHA384"
    QString alpn = {};    ///< empty: none was agreed
    /// Chain and host name were verified. False where that failed, and where it was not asked for.
    bool verified = false;
    /// The first five: as verified, up to the trusted root; else as the peer sent them. Never null; shared by
    /// all results with the same certificates.
    std::shared_ptr<const CertificateChain> chain = std::make_shared<const CertificateChain>();
    /// When the first of those after them expires; none without any.
    std::optional<std::chrono::sys_seconds> restExpires = {};
};

/// When the first of the chain's certificates expires, all of it; none without certificates.
[[nodiscard]] std::optional<std::chrono::sys_seconds> expiryOf(const TlsFacts &facts);

/// How long the peer's own certificate is made for; none without one.
[[nodiscard]] std::optional<std::chrono::seconds> lifetimeIn(const std::optional<TlsFacts> &facts);

/// The leaf is the one that a trust profile pins; any is, with an empty pin.
[[nodiscard]] bool meetsPin(const TlsFacts &facts, const QString &pin);

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include <QString>
#include <QTemporaryFile>

#include "app/demo/fault_server.h"

struct evp_pkey_st;
struct x509_st;

namespace fusebox::demo {

/// What a server's certificate says.
struct CertificateRequest
{
    QString host = QStringLiteral("127.0.0.1"); ///< a DNS name or a literal address, its only subject name
    QByteArray name = "Fusebox lab server";     ///< the common name
    /// In the host's place, as OpenSSL writes them: "DNS:*.example,IP:::1". Empty: it has none.
    std::optional<QByteArray> subjectNames = {};
    QByteArray purpose = {};                ///< what alone it is for ("clientAuth"); empty: anything
    std::chrono::hours validFrom{-1};       ///< from now
    std::chrono::hours validUntil{90 * 24}; ///< from now; long enough for nobody to be warned of it
};

/// A certificate authority made anew each time (P-256), so that no key is ever kept in a file of the project.
class TlsAuthority
{
public:
    explicit TlsAuthority(const QByteArray &name = "Fusebox lab authority");
    /// An issuing authority, signed by `root`.
    TlsAuthority(const TlsAuthority &root, const CertificateRequest &request);
    ~TlsAuthority();

    /// A PEM file with this authority's certificate; lives as long as the authority.
    [[nodiscard]] QString caFile() const { return m_caFile.fileName(); }
    /// The same in PEM.
    [[nodiscard]] QByteArray certificate() const;
    /// A new key and a certificate for it, signed by this authority.
    [[nodiscard]] ServerIdentity issue(const CertificateRequest &request = {}) const;

    struct Free
    {
        void operator()(evp_pkey_st *key) const;
        void operator()(x509_st *certificate) const;
    };
    using Key = std::unique_ptr<evp_pkey_st, Free>;
    using Certificate = std::unique_ptr<x509_st, Free>;

private:
    void certify(const TlsAuthority &issuer);

    Key m_key;
    Certificate m_certificate;
    QTemporaryFile m_caFile;
};

/// A certificate that nobody but itself vouches for.
[[nodiscard]] ServerIdentity selfSignedIdentity(const CertificateRequest &request = {});

/// A new PEM key of another kind than those of the authority.
[[nodiscard]] QByteArray ed25519Key();

/// A PEM key under a pass phrase.
[[nodiscard]] QByteArray encryptedKey(const QByteArray &pem, const QByteArray &passPhrase);

} // namespace fusebox::demo

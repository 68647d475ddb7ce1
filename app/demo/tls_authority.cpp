// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/tls_authority.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <QHostAddress>

namespace fusebox::demo {

namespace {

using Key = TlsAuthority::Key;
using Certificate = TlsAuthority::Certificate;

Key newKey()
{
    return Key(EVP_EC_gen("P-256"));
}

void addExtension(X509 *certificate, int nid, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

void setTime(ASN1_TIME *time, std::chrono::hours fromNow)
{
    X509_gmtime_adj(time, std::chrono::seconds(fromNow).count());
}

void setCommonName(X509_NAME *name, const QByteArray &text)
{
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(text.constData()), -1, -1, 0);
}

/// Unsigned, for `key`, valid as asked.
Certificate newCertificate(EVP_PKEY *key, const QByteArray &name, const CertificateRequest &request)
{
    static long serial = 1;
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
    setTime(X509_getm_notBefore(certificate.get()), request.validFrom);
    setTime(X509_getm_notAfter(certificate.get()), request.validUntil);
    X509_set_pubkey(certificate.get(), key);
    setCommonName(X509_get_subject_name(certificate.get()), name);
    return certificate;
}

Certificate newServerCertificate(EVP_PKEY *key, const CertificateRequest &request)
{
    const bool isAddress = !QHostAddress(request.host).isNull();
    Certificate certificate = newCertificate(key, request.name, request);
    const QByteArray names =
        request.subjectNames.value_or((isAddress ? "IP:" : "DNS:") + request.host.toLatin1());
    if (!names.isEmpty())
        addExtension(certificate.get(), NID_subject_alt_name, names);
    if (!request.purpose.isEmpty())
        addExtension(certificate.get(), NID_ext_key_usage, request.purpose);
    return certificate;
}

void sign(X509 *certificate, const X509_NAME *issuer, EVP_PKEY *issuerKey)
{
    X509_set_issuer_name(certificate, issuer);
    X509_sign(certificate, issuerKey, EVP_sha256());
}

/// What `write` puts into a BIO.
QByteArray pem(auto write)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
    write(memory.get());
    QByteArray text(static_cast<qsizetype>(BIO_ctrl_pending(memory.get())), Qt::Uninitialized);
    BIO_read(memory.get(), text.data(), static_cast<int>(text.size()));
    return text;
}

QByteArray pemOf(X509 *certificate)
{
    return pem([=](BIO *bio) { PEM_write_bio_X509(bio, certificate); });
}

/// In the form that names the algorithm ("EC PRIVATE KEY"), which Qt reads.
QByteArray pemOf(EVP_PKEY *key)
{
    return pem([=](BIO *bio) {
        PEM_write_bio_PrivateKey_traditional(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
}

} // namespace

TlsAuthority::TlsAuthority(const QByteArray &name)
    : m_key(newKey())
    , m_certificate(newCertificate(m_key.get(), name, {}))
{
    certify(*this);
}

TlsAuthority::TlsAuthority(const TlsAuthority &root, const CertificateRequest &request)
    : m_key(newKey())
    , m_certificate(newCertificate(m_key.get(), request.name, request))
{
    certify(root);
}

void TlsAuthority::certify(const TlsAuthority &issuer)
{
    X509 *certificate = m_certificate.get();
    addExtension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    addExtension(certificate, NID_key_usage, "critical,keyCertSign");
    sign(certificate, X509_get_subject_name(issuer.m_certificate.get()), issuer.m_key.get());
    if (!m_caFile.open() || m_caFile.write(pemOf(certificate)) < 0 || !m_caFile.flush())
        qFatal("cannot write the test authority's certificate");
}

TlsAuthority::~TlsAuthority() = default;

ServerIdentity TlsAuthority::issue(const CertificateRequest &request) const
{
    const Key key = newKey();
    const Certificate certificate = newServerCertificate(key.get(), request);
    sign(certificate.get(), X509_get_subject_name(m_certificate.get()), m_key.get());
    return {.certificate = pemOf(certificate.get()), .privateKey = pemOf(key.get())};
}

QByteArray TlsAuthority::certificate() const
{
    return pemOf(m_certificate.get());
}

ServerIdentity selfSignedIdentity(const CertificateRequest &request)
{
    const Key key = newKey();
    const Certificate certificate = newServerCertificate(key.get(), request);
    sign(certificate.get(), X509_get_subject_name(certificate.get()), key.get());
    return {.certificate = pemOf(certificate.get()), .privateKey = pemOf(key.get())};
}

QByteArray ed25519Key()
{
    const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    return pem([&](BIO *bio) {
        PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

QByteArray encryptedKey(const QByteArray &text, const QByteArray &passPhrase)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(
        BIO_new_mem_buf(text.constData(), static_cast<int>(text.size())), &BIO_free);
    const Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
    return pem([&](BIO *bio) {
        PEM_write_bio_PKCS8PrivateKey(bio, key.get(), EVP_aes_256_cbc(), passPhrase.constData(),
                                      static_cast<int>(passPhrase.size()), nullptr, nullptr);
    });
}

void TlsAuthority::Free::operator()(evp_pkey_st *key) const
{
    EVP_PKEY_free(key);
}
void TlsAuthority::Free::operator()(x509_st *certificate) const
{
    X509_free(certificate);
}

} // namespace fusebox::demo

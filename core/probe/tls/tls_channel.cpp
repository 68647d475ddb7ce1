// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/tls/tls_channel.h"

#include <cstdint>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <QHostAddress>

#include "core/probe/tls/tls_certificates.h"

namespace fusebox::probe {

namespace {

constexpr unsigned hostFlags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;

/// A certificate says nothing of the zone that an address is reached in.
QByteArray withoutZone(QHostAddress address)
{
    address.setScopeId({});
    return address.toString().toLatin1();
}

/// Whether a wildcard of the certificate is for the host, whose first label OpenSSL will not have under one
/// because of an underscore. Browsers do.
bool hasWildcardFor(X509 *certificate, const QByteArray &host)
{
    const qsizetype firstDot = host.indexOf('.');
    const QByteArray plain = "x" + host.mid(std::max<qsizetype>(firstDot, 0));
    char *found = nullptr;
    X509_check_host(certificate, plain.constData(), static_cast<std::size_t>(plain.size()), hostFlags,
                    &found);
    const bool isWildcard = found && *found == '*';
    OPENSSL_free(found);
    return isWildcard;
}

/// OpenSSL's verdict stands, but for that.
int allowUnderscore(int verdict, X509_STORE_CTX *verification)
{
    const auto *ssl = static_cast<const SSL *>(
        X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
    const QByteArray host = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    const bool mayBeWrong = verdict == 0 && host.left(host.indexOf('.')).contains('_') &&
                            X509_STORE_CTX_get_error(verification) == X509_V_ERR_HOSTNAME_MISMATCH;
    if (!mayBeWrong || !hasWildcardFor(X509_STORE_CTX_get_current_cert(verification), host))
        return verdict;
    X509_STORE_CTX_set_error(verification, X509_V_OK);
    return 1;
}

/// The peer has to prove that it is `host`, by a subject alternative name: what the common name says counts
/// for nothing, as in browsers (RFC 9525, 2). A literal address is neither sent as SNI nor matched as a name
/// (RFC 6066, section 3).
bool expectPeer(SSL *ssl, const QString &host)
{
    if (const QHostAddress address(host); !address.isNull())
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), withoutZone(address).constData()) == 1;
    const QByteArray name = host.endsWith(u'.') ? host.chopped(1).toLatin1() : host.toLatin1();
    if (name.isEmpty()) // to OpenSSL that is any name
        return false;
    SSL_set_hostflags(ssl, hostFlags);
    SSL_set_verify(ssl, SSL_get_verify_mode(ssl), allowUnderscore);
    return SSL_set1_host(ssl, name.constData()) == 1 && SSL_set_tlsext_host_name(ssl, name.constData()) == 1;
}

/// What OpenSSL tells on the way, in bits, kept with the connection.
enum Notice : std::uintptr_t {
    RefusedRenegotiation = 1, ///< the peer has asked for another handshake (TLS 1.2) and was told no
    AskedWhoWeAre = 2         ///< the peer has asked for a client certificate
};

std::uintptr_t notices(const SSL *ssl)
{
    return reinterpret_cast<std::uintptr_t>(SSL_get_app_data(ssl));
}

void note(SSL *ssl, Notice notice)
{
    SSL_set_app_data(ssl, reinterpret_cast<void *>(notices(ssl) | notice)); // NOLINT: bits, not an address
}

void noteRefusal(const SSL *ssl, int where, int alert)
{
    const bool isSent = (where & SSL_CB_WRITE_ALERT) == SSL_CB_WRITE_ALERT;
    if (isSent && (alert & 0xff) == SSL_AD_NO_RENEGOTIATION)
        note(const_cast<SSL *>(ssl), RefusedRenegotiation); // OpenSSL hands out its own object as constant
}

/// OpenSSL asks for the certificate to show only where the peer wants one.
int noteQuestion(SSL *ssl, void *)
{
    note(ssl, AskedWhoWeAre);
    return 1;
}

/// The application's data, if any has come, is of what the peer kept before it asked.
bool refusesRenegotiation(const SSL *ssl)
{
    return (notices(ssl) & RefusedRenegotiation) != 0;
}

bool hasAskedWhoWeAre(const SSL *ssl)
{
    return (notices(ssl) & AskedWhoWeAre) != 0;
}

/// Many a server has no word of its own for a certificate that it misses, and before TLS 1.3 there was none.
TlsFailure failureOn(const SSL *ssl)
{
    TlsFailure failure = tlsFailure(ssl);
    const bool hadNone = hasAskedWhoWeAre(ssl) && !SSL_get_certificate(ssl);
    if (hadNone &&
        (failure.fault == TlsFault::Refused || failure.fault == TlsFault::ClientCertificateRefused))
        failure.fault = TlsFault::ClientCertificateRequired;
    return failure;
}

bool attachMemory(SSL *ssl)
{
    BIO *incoming = BIO_new(BIO_s_mem());
    BIO *outgoing = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl, incoming, outgoing); // owns both from here on
    return incoming && outgoing;
}

bool isVerified(const SSL *ssl)
{
    return SSL_is_init_finished(ssl) && SSL_get_verify_mode(ssl) != SSL_VERIFY_NONE &&
           SSL_get_verify_result(ssl) == X509_V_OK;
}

QString alpnOf(const SSL *ssl)
{
    const unsigned char *name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ssl, &name, &size);
    return QString::fromLatin1(reinterpret_cast<const char *>(name), static_cast<qsizetype>(size));
}

bool wantsBytes(SSL *ssl, int result)
{
    return SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ;
}

struct FreePath
{
    void operator()(stack_st_X509 *path) const { sk_X509_free(path); }
};
using Path = std::unique_ptr<stack_st_X509, FreePath>;

/// Of what was sent, the certificates that lead up from the server's own: the others vouch for nobody.
Path pathFromLeaf(const stack_st_X509 *sent)
{
    Path path(sk_X509_new_null());
    X509 *last = sk_X509_value(sent, 0);
    while (last && sk_X509_find(path.get(), last) < 0) {
        sk_X509_push(path.get(), last);
        X509 *issuer = nullptr;
        for (int i = 1; i < sk_X509_num(sent) && !issuer; ++i)
            if (X509 *other = sk_X509_value(sent, i);
                other != last && X509_check_issued(other, last) == X509_V_OK)
                issuer = other;
        last = issuer;
    }
    return path;
}

} // namespace

tl::expected<TlsChannel, TlsFailure> TlsChannel::create(ssl_ctx_st *context, const QString &host)
{
    ERR_clear_error();
    TlsChannel channel(SSL_new(context));
    SSL *ssl = channel.m_ssl.get();
    if (!ssl || !attachMemory(ssl) || !expectPeer(ssl, host))
        return tl::unexpected(tlsFailure(TlsFault::Handshake));
    SSL_set_info_callback(ssl, noteRefusal);
    SSL_set_cert_cb(ssl, noteQuestion, nullptr);
    SSL_set_connect_state(ssl);
    return channel;
}

TlsChannel::TlsChannel(ssl_st *ssl)
    : m_ssl(ssl)
{
}

TlsChannel::TlsChannel(TlsChannel &&) noexcept = default;
TlsChannel &TlsChannel::operator=(TlsChannel &&) noexcept = default;
TlsChannel::~TlsChannel() = default;

void TlsChannel::offerProtocols(const QList<QByteArray> &protocols)
{
    QByteArray wire; // each with its length before it (RFC 7301, 3.1)
    for (const QByteArray &protocol : protocols)
        wire.append(static_cast<char>(protocol.size())).append(protocol);
    SSL_set_alpn_protos(m_ssl.get(), reinterpret_cast<const unsigned char *>(wire.constData()),
                        static_cast<unsigned>(wire.size()));
}

QByteArray TlsChannel::chosenProtocol() const
{
    const unsigned char *name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(m_ssl.get(), &name, &size);
    return {reinterpret_cast<const char *>(name), static_cast<qsizetype>(size)};
}

void TlsChannel::receive(QByteArrayView ciphertext)
{
    m_flood.received(ciphertext.size());
    BIO_write(SSL_get_rbio(m_ssl.get()), ciphertext.data(), static_cast<int>(ciphertext.size()));
}

QByteArray TlsChannel::takeOutgoing()
{
    BIO *outgoing = SSL_get_wbio(m_ssl.get());
    QByteArray ciphertext(static_cast<qsizetype>(BIO_ctrl_pending(outgoing)), Qt::Uninitialized);
    if (!ciphertext.isEmpty())
        BIO_read(outgoing, ciphertext.data(), static_cast<int>(ciphertext.size()));
    return ciphertext;
}

tl::expected<TlsChannel::Handshake, TlsFailure> TlsChannel::handshake()
{
    ERR_clear_error();
    const int result = SSL_do_handshake(m_ssl.get());
    if (result == 1)
        return Handshake::Done;
    if (wantsBytes(m_ssl.get(), result))
        return wait().map([] { return Handshake::Running; });
    return tl::unexpected(failureOn(m_ssl.get()));
}

/// For more bytes, unless there were too many already.
tl::expected<void, TlsFailure> TlsChannel::wait() const
{
    if (m_flood.isOn())
        return tl::unexpected(tlsFailure(TlsFault::Flood));
    return {};
}

tl::expected<void, TlsFailure> TlsChannel::write(QByteArrayView plaintext)
{
    ERR_clear_error();
    std::size_t written = 0; // all of it: the memory takes whatever comes
    if (SSL_write_ex(m_ssl.get(), plaintext.data(), static_cast<std::size_t>(plaintext.size()), &written) !=
        1)
        return tl::unexpected(failureOn(m_ssl.get()));
    return {};
}

tl::expected<std::size_t, TlsFailure> TlsChannel::read(std::span<char> plaintext)
{
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_read_ex(m_ssl.get(), plaintext.data(), plaintext.size(), &count);
    if (refusesRenegotiation(m_ssl.get()))
        return tl::unexpected(tlsFailure(TlsFault::Renegotiation));
    const bool finished = SSL_get_error(m_ssl.get(), result) == SSL_ERROR_ZERO_RETURN;
    m_flood.said(static_cast<std::int64_t>(count));
    if (result == 1 || finished)
        return count;
    if (wantsBytes(m_ssl.get(), result))
        return wait().map([] { return std::size_t(0); });
    return tl::unexpected(failureOn(m_ssl.get()));
}

std::optional<TlsFacts> TlsChannel::facts(TlsCertificates &certificates) const
{
    const SSL *ssl = m_ssl.get();
    const auto *sent = SSL_get_peer_cert_chain(ssl);
    if (!sent)
        return std::nullopt;
    const bool verified = isVerified(ssl);
    const Path path = verified ? Path() : pathFromLeaf(sent);
    const auto *chain = verified ? SSL_get0_verified_chain(ssl) : path.get();
    return TlsFacts{.version = QString::fromLatin1(SSL_get_version(ssl)),
                    .cipher = QString::fromLatin1(SSL_get_cipher_name(ssl)),
                    .alpn = alpnOf(ssl),
                    .verified = verified,
                    .chain = certificates.read(chain),
                    .restExpires = TlsCertificates::expiryOfRest(chain)};
}

bool TlsChannel::mayBeRefusedYet() const
{
    return SSL_version(m_ssl.get()) >= TLS1_3_VERSION && hasAskedWhoWeAre(m_ssl.get());
}

void TlsChannel::finish()
{
    SSL_shutdown(m_ssl.get());
}

bool TlsChannel::peerHasFinished() const
{
    return (SSL_get_shutdown(m_ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void TlsChannel::Free::operator()(ssl_st *ssl) const
{
    SSL_free(ssl);
}

} // namespace fusebox::probe

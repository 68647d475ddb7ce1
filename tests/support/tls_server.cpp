// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tls_server.h"

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace fusebox::testing {

namespace {

struct Free
{
    void operator()(BIO *bio) const { BIO_free(bio); }
    void operator()(SSL *ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
    void operator()(X509 *certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

Owned<BIO> readable(const QByteArray &pem)
{
    return Owned<BIO>(BIO_new_mem_buf(pem.constData(), static_cast<int>(pem.size())));
}

Owned<X509> certificateOf(const QByteArray &pem)
{
    return Owned<X509>(PEM_read_bio_X509(readable(pem).get(), nullptr, nullptr, nullptr));
}

/// Those after the first, which is the server's own.
void sendAlong(SSL_CTX *context, const QByteArray &pem)
{
    const Owned<BIO> bio = readable(pem);
    const Owned<X509> own(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    while (const Owned<X509> issuer{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)})
        SSL_CTX_add1_chain_cert(context, issuer.get());
}

constexpr int insists = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;

int chooseAlpn(SSL *, const unsigned char **chosen, unsigned char *size, const unsigned char *offered,
               unsigned int offeredSize, void *wanted)
{
    const auto &name = *static_cast<const QByteArray *>(wanted);
    const QByteArray list = static_cast<char>(name.size()) + name;
    unsigned char *found = nullptr;
    if (SSL_select_next_proto(&found, size, reinterpret_cast<const unsigned char *>(list.constData()),
                              static_cast<unsigned int>(list.size()), offered,
                              offeredSize) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    std::size_t at = 0; // within what the client offered, which outlives this call
    while (std::memcmp(offered + at + 1, name.constData(), static_cast<std::size_t>(name.size())) != 0)
        at += offered[at] + 1U;
    *chosen = offered + at + 1;
    return SSL_TLSEXT_ERR_OK;
}

QByteArray commonNameOf(const X509 *certificate)
{
    if (!certificate)
        return {};
    std::array<char, 256> name = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(), name.size());
    return name.data();
}

} // namespace

class TlsServer::Private
{
public:
    Private(const demo::ServerIdentity &identity, TlsServerSettings settings)
        : m_settings(std::move(settings))
        , m_context(SSL_CTX_new(TLS_server_method()))
    {
        configure(identity);
        listen();
        m_thread = std::thread([this] { serve(); });
    }
    ~Private()
    {
        m_stopping = true;
        ::shutdown(m_listener, SHUT_RDWR);
        ::shutdown(m_client, SHUT_RDWR); // a client that never ends
        m_thread.join();
        ::close(m_listener);
    }
    Q_DISABLE_COPY_MOVE(Private)

    quint16 port = 0;
    std::atomic<int> attempts = 0;
    std::atomic<int> handshakes = 0;

    [[nodiscard]] QByteArray lastClient() const
    {
        const std::lock_guard lock(m_mutex);
        return m_lastClient;
    }

private:
    void configure(const demo::ServerIdentity &identity)
    {
        SSL_CTX *context = m_context.get();
        const Owned<EVP_PKEY> key(
            PEM_read_bio_PrivateKey(readable(identity.privateKey).get(), nullptr, nullptr, nullptr));
        SSL_CTX_use_certificate(context, certificateOf(identity.certificate).get());
        sendAlong(context, identity.certificate);
        if (SSL_CTX_use_PrivateKey(context, key.get()) != 1)
            qFatal("TLS server: unusable key");
        if (m_settings.maxVersion != 0) {
            SSL_CTX_set_security_level(context, 0); // TLS 1.1 and older are below level 1
            SSL_CTX_set_min_proto_version(context, 0);
            SSL_CTX_set_max_proto_version(context, m_settings.maxVersion);
        }
        if (!m_settings.alpn.isEmpty())
            SSL_CTX_set_alpn_select_cb(context, chooseAlpn, &m_settings.alpn);
        if (!m_settings.clientAuthority.isEmpty()) {
            X509_STORE_add_cert(SSL_CTX_get_cert_store(context),
                                certificateOf(m_settings.clientAuthority).get());
            if (!m_settings.asksLater)
                SSL_CTX_set_verify(context, insists, nullptr);
        }
    }

    void listen()
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *generic = reinterpret_cast<sockaddr *>(&address);
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::bind(m_listener, generic, size) != 0 || ::listen(m_listener, 16) != 0 ||
            ::getsockname(m_listener, generic, &size) != 0)
            qFatal("TLS server: %s", std::strerror(errno));
        port = ntohs(address.sin_port);
    }

    void serve()
    {
        sigset_t brokenPipe; // OpenSSL writes without MSG_NOSIGNAL, and clients may hang up at any time
        sigemptyset(&brokenPipe);
        sigaddset(&brokenPipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &brokenPipe, nullptr);
        while (!m_stopping) {
            m_client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (m_client < 0)
                return;
            ++attempts;
            answer(m_client);
            ::shutdown(m_client, SHUT_WR);
            std::array<char, 1024> rest;
            while (::recv(m_client, rest.data(), rest.size(), 0) > 0) // or closing would be a reset
                continue;
            ::close(m_client);
        }
    }

    void answer(int descriptor)
    {
        const Owned<SSL> ssl(SSL_new(m_context.get()));
        SSL_set_fd(ssl.get(), descriptor);
        if (SSL_accept(ssl.get()) != 1)
            return;
        noteClient(ssl.get());
        ++handshakes;
        SSL_write(ssl.get(), m_settings.greeting.constData(), static_cast<int>(m_settings.greeting.size()));
        static constexpr char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        if (readRequest(ssl.get()) && (!m_settings.asksLater || askWhoItIs(ssl.get())))
            SSL_write(ssl.get(), ok, sizeof ok - 1);
        SSL_shutdown(ssl.get());
    }

    void noteClient(SSL *ssl)
    {
        const std::lock_guard lock(m_mutex);
        m_lastClient = commonNameOf(SSL_get0_peer_certificate(ssl));
    }

    /// By another handshake before TLS 1.3. The client's answer is taken in by reading, though it has nothing
    /// more to say.
    bool askWhoItIs(SSL *ssl)
    {
        SSL_set_verify(ssl, insists, nullptr);
        const int asked =
            SSL_version(ssl) == TLS1_3_VERSION ? SSL_verify_client_post_handshake(ssl) : SSL_renegotiate(ssl);
        if (asked != 1 || SSL_do_handshake(ssl) != 1)
            return false;
        SSL_clear_mode(ssl, SSL_MODE_AUTO_RETRY); // a handshake taken in ends the reading
        char nothing = 0;
        SSL_peek(ssl, &nothing, 0);
        noteClient(ssl);
        return SSL_get0_peer_certificate(ssl) != nullptr;
    }

    static bool readRequest(SSL *ssl)
    {
        QByteArray request;
        std::array<char, 1024> bytes;
        while (!request.contains("\r\n\r\n")) {
            const int count = SSL_read(ssl, bytes.data(), bytes.size());
            if (count <= 0)
                return false;
            request.append(bytes.data(), count);
        }
        return true;
    }

    TlsServerSettings m_settings;
    Owned<SSL_CTX> m_context;
    int m_listener = -1;
    std::atomic<int> m_client = -1;
    std::atomic<bool> m_stopping = false;
    mutable std::mutex m_mutex;
    QByteArray m_lastClient;
    std::thread m_thread;
};

TlsServer::TlsServer(const demo::ServerIdentity &identity, const TlsServerSettings &settings)
    : d(std::make_unique<Private>(identity, settings))
{
}

TlsServer::~TlsServer() = default;

quint16 TlsServer::port() const
{
    return d->port;
}
QUrl TlsServer::url() const
{
    return QUrl(QStringLiteral("https://127.0.0.1:%1/").arg(port()));
}
int TlsServer::handshakes() const
{
    return d->handshakes;
}
int TlsServer::attempts() const
{
    return d->attempts;
}
QByteArray TlsServer::lastClient() const
{
    return d->lastClient();
}

} // namespace fusebox::testing

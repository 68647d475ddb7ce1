// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <functional>
#include <memory>

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <QTest>

#include "app/demo/tls_authority.h"
#include "core/probe/tls/tls_channel.h"
#include "core/probe/tls/tls_contexts.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;

namespace {

/// OpenSSL's server, without a socket.
class Server
{
public:
    explicit Server(const demo::ServerIdentity &identity)
        : m_context(SSL_CTX_new(TLS_server_method()))
    {
        BIO *certificate = BIO_new_mem_buf(identity.certificate.constData(), -1);
        BIO *key = BIO_new_mem_buf(identity.privateKey.constData(), -1);
        X509 *own = PEM_read_bio_X509(certificate, nullptr, nullptr, nullptr);
        EVP_PKEY *secret = PEM_read_bio_PrivateKey(key, nullptr, nullptr, nullptr);
        SSL_CTX_use_certificate(m_context.get(), own);
        SSL_CTX_use_PrivateKey(m_context.get(), secret);
        X509_free(own);
        EVP_PKEY_free(secret);
        BIO_free(certificate);
        BIO_free(key);
        m_ssl.reset(SSL_new(m_context.get()));
        SSL_set_bio(ssl(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        SSL_set_accept_state(ssl());
    }

    [[nodiscard]] SSL *ssl() const { return m_ssl.get(); }
    void receive(const QByteArray &bytes) const
    {
        BIO_write(SSL_get_rbio(ssl()), bytes.constData(), static_cast<int>(bytes.size()));
        SSL_do_handshake(ssl());
        std::array<char, 1024> answers;
        while (SSL_read(ssl(), answers.data(), answers.size()) > 0) {
        }
    }
    [[nodiscard]] QByteArray takeOutgoing() const
    {
        BIO *outgoing = SSL_get_wbio(ssl());
        QByteArray bytes(static_cast<qsizetype>(BIO_ctrl_pending(outgoing)), '\0');
        if (!bytes.isEmpty())
            BIO_read(outgoing, bytes.data(), static_cast<int>(bytes.size()));
        return bytes;
    }

private:
    struct Free
    {
        void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
        void operator()(SSL *connection) const { SSL_free(connection); }
    };
    std::unique_ptr<SSL_CTX, Free> m_context;
    std::unique_ptr<SSL, Free> m_ssl;
};

/// A piece of a flood, and how many bytes it says.
using Piece = std::function<int(SSL *server)>;

int renewsKeys(SSL *server)
{
    SSL_key_update(server, SSL_KEY_UPDATE_NOT_REQUESTED);
    SSL_do_handshake(server);
    return 0;
}

int renewsKeysOfBoth(SSL *server)
{
    SSL_key_update(server, SSL_KEY_UPDATE_REQUESTED);
    SSL_do_handshake(server);
    return 0;
}

int sendsTicket(SSL *server)
{
    SSL_new_session_ticket(server);
    SSL_do_handshake(server);
    return 0;
}

int saysAByte(SSL *server)
{
    return SSL_write(server, "x", 1);
}

int saysALittleBetweenKeys(SSL *server)
{
    for (int n = 0; n < 20; ++n)
        renewsKeys(server);
    return saysAByte(server);
}

} // namespace

Q_DECLARE_METATYPE(Piece)

class TestTlsChannel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsThatSayNothingAreAFlood_data();
    void recordsThatSayNothingAreAFlood();
    void aFloodBeforeTheHandshakeEndsIsOneToo();

private:
    demo::TlsAuthority m_authority;
    TlsContexts m_contexts;
};

void TestTlsChannel::recordsThatSayNothingAreAFlood_data()
{
    QTest::addColumn<Piece>("piece");
    QTest::addColumn<bool>("isFlood");
    QTest::newRow("keys are renewed without end") << Piece(renewsKeys) << true;
    QTest::newRow("keys of both are renewed without end") << Piece(renewsKeysOfBoth) << true;
    QTest::newRow("tickets without end") << Piece(sendsTicket) << true;
    QTest::newRow("a byte now and then") << Piece(saysALittleBetweenKeys) << true;
    QTest::newRow("records of one byte") << Piece(saysAByte) << false;
}

/// Weighed by what has gone over the wire: no more than is allowed, and a piece.
void TestTlsChannel::recordsThatSayNothingAreAFlood()
{
    QFETCH(const Piece, piece);
    QFETCH(const bool, isFlood);
    const Server server(m_authority.issue());
    auto channel =
        TlsChannel::create(m_contexts.forProfile({.caFile = m_authority.caFile()}).value(), u"127.0.0.1"_qs);
    QVERIFY(channel);
    auto handshake = channel->handshake();
    for (int n = 0; n < 10 && handshake && *handshake == TlsChannel::Handshake::Running; ++n) {
        server.receive(channel->takeOutgoing());
        channel->receive(server.takeOutgoing());
        handshake = channel->handshake();
    }
    QVERIFY(handshake && *handshake == TlsChannel::Handshake::Done);
    server.receive(channel->takeOutgoing());

    qint64 sent = 0;
    qint64 said = 0;
    std::optional<TlsFailure> failure;
    std::array<char, 1024> plaintext;
    while (!failure && sent < 4 * RecordFlood::allowedBytes) {
        said += piece(server.ssl());
        const QByteArray bytes = server.takeOutgoing();
        sent += bytes.size();
        channel->receive(bytes);
        for (auto count = channel->read(plaintext); !count || *count > 0; count = channel->read(plaintext)) {
            if (count)
                continue;
            failure = count.error();
            break;
        }
        server.receive(channel->takeOutgoing());
    }
    QCOMPARE(failure.has_value(), isFlood);
    if (!isFlood)
        return;
    QCOMPARE(failure->fault, TlsFault::Flood);
    QCOMPARE(failure->errorClass, resilience::ErrorClass::Tls);
    const qint64 allowed = RecordFlood::allowedBytes + said * (1 + RecordFlood::allowedBesideByte);
    QVERIFY2(sent <= allowed + 1024, QByteArray::number(sent));
}

/// TLS 1.2 has the client pass over requests to begin, whenever they come (RFC 5246, 7.4.1.1).
void TestTlsChannel::aFloodBeforeTheHandshakeEndsIsOneToo()
{
    const QByteArray helloRequest("\x16\x03\x03\x00\x04\x00\x00\x00\x00", 9);
    auto channel = TlsChannel::create(m_contexts.forProfile({}).value(), u"127.0.0.1"_qs);
    QVERIFY(channel);
    auto handshake = channel->handshake();
    qint64 sent = 0;
    for (; handshake && sent < 4 * RecordFlood::allowedBytes; sent += 1000 * helloRequest.size()) {
        QCOMPARE(*handshake, TlsChannel::Handshake::Running);
        channel->receive(helloRequest.repeated(1000));
        handshake = channel->handshake();
    }
    QVERIFY(!handshake);
    QCOMPARE(handshake.error().fault, TlsFault::Flood);
    QVERIFY(sent <= RecordFlood::allowedBytes + 2 * 1000 * helloRequest.size());
}

FUSEBOX_PLAIN_TEST(TestTlsChannel)
#include "tst_tls_channel.moc"

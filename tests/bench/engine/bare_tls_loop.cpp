// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/bare_tls_loop.h"

#include <array>
#include <memory>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <QCoreApplication>
#include <QNetworkProxy>
#include <QTcpSocket>
#include <QTimer>

#include "tests/bench/engine/usage.h"

namespace fusebox::bench {

using resilience::Nanoseconds;

namespace {

struct Free
{
    void operator()(SSL *ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, Free>;

Context makeContext(const std::string &caFile)
{
    Context context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_default_verify_paths(context.get());
    SSL_CTX_load_verify_file(context.get(), caFile.c_str());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    return context;
}

/// One exchange; deletes itself at its end.
class Exchange final : public QTcpSocket
{
public:
    Exchange(SSL_CTX *context, const QString &host, quint16 port, int &done);

private:
    void proceed();
    void flush();

    std::unique_ptr<SSL, Free> m_tls;
    bool m_isAsked = false;
    QByteArray m_answer;
    int &m_done;
};

Exchange::Exchange(SSL_CTX *context, const QString &host, quint16 port, int &done)
    : m_tls(SSL_new(context))
    , m_done(done)
{
    SSL_set_bio(m_tls.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(m_tls.get());
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(m_tls.get()), host.toLatin1().constData());
    setProxy(QNetworkProxy::NoProxy);
    connect(this, &QTcpSocket::connected, this, &Exchange::proceed);
    connect(this, &QTcpSocket::readyRead, this, [this] {
        const QByteArray bytes = readAll();
        BIO_write(SSL_get_rbio(m_tls.get()), bytes.constData(), static_cast<int>(bytes.size()));
        proceed();
    });
    connectToHost(QHostAddress(host), port);
}

void Exchange::proceed()
{
    if (!m_isAsked && SSL_do_handshake(m_tls.get()) == 1) {
        const QByteArray request("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        SSL_write(m_tls.get(), request.constData(), static_cast<int>(request.size()));
        m_isAsked = true;
    }
    std::array<char, 4096> bytes;
    for (int count = 0; m_isAsked && (count = SSL_read(m_tls.get(), bytes.data(), bytes.size())) > 0;)
        m_answer.append(bytes.data(), count);
    flush();
    if (!m_answer.endsWith("\r\n\r\nok"))
        return;
    ++m_done;
    disconnect();
    abort();
    deleteLater();
}

void Exchange::flush()
{
    std::array<char, 16 * 1024> bytes;
    for (int count = 0; (count = BIO_read(SSL_get_wbio(m_tls.get()), bytes.data(), bytes.size())) > 0;)
        write(bytes.data(), count);
}

} // namespace

double runBareTlsLoop(const HeldServer &server, const std::string &caFile, int rate, Nanoseconds time)
{
    int count = 0;
    QCoreApplication application(count, nullptr);
    const Context context = makeContext(caFile);
    const QStringList where = QString::fromStdString(server.tls()).split(u':');
    int done = 0;
    QTimer each;
    each.setTimerType(Qt::PreciseTimer);
    QObject::connect(&each, &QTimer::timeout, &each,
                     [&] { new Exchange(context.get(), where[0], where[1].toUShort(), done); });
    each.start(std::chrono::milliseconds(1000 / rate));
    QTimer::singleShot(std::chrono::duration_cast<std::chrono::milliseconds>(time), &QCoreApplication::quit);
    const Nanoseconds before = processCpu();
    QCoreApplication::exec();
    return std::chrono::duration<double, std::micro>(processCpu() - before).count() / std::max(done, 1);
}

} // namespace fusebox::bench

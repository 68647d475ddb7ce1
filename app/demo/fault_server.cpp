// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/fault_server.h"

#include <atomic>

#include <QMutex>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>

#include "app/demo/fault_session.h"

namespace fusebox::demo {

namespace {

/// RSA and EC keys do not say in PEM which they are to QSslKey: it has to be asked for.
QSslKey readKey(const QByteArray &pem)
{
    const QSslKey ec(pem, QSsl::Ec);
    return ec.isNull() ? QSslKey(pem, QSsl::Rsa) : ec;
}

/// OpenSSL has the versions before 1.2 only below its lowest level of security, and Qt only where any will
/// do.
void allowOnly(QSslConfiguration &configuration, const QByteArray &version)
{
    configuration.setProtocol(QSsl::AnyProtocol);
    configuration.setBackendConfigurationOption("CipherString", QByteArray("DEFAULT:@SECLEVEL=0"));
    configuration.setBackendConfigurationOption("MinProtocol", version);
    configuration.setBackendConfigurationOption("MaxProtocol", version);
}

QSslConfiguration configurationFor(const ServerIdentity &identity)
{
    QSslConfiguration configuration;
    configuration.setLocalCertificateChain(QSslCertificate::fromData(identity.certificate));
    configuration.setPrivateKey(readKey(identity.privateKey));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    configuration.setCaCertificates({});
    configuration.setAllowedNextProtocols(identity.protocols);
    if (!identity.onlyVersion.isEmpty())
        allowOnly(configuration, identity.onlyVersion);
    return configuration;
}

} // namespace

class FaultServer::Private final : public QTcpServer
{
public:
    Private(ScriptFor scriptFor, const std::optional<ServerIdentity> &identity)
        : m_scriptFor(std::move(scriptFor))
        , m_start(std::chrono::steady_clock::now())
    {
        if (identity)
            m_tls = configurationFor(*identity);
        if (!listen(QHostAddress::LocalHost))
            qFatal("fault server: %s", qPrintable(errorString()));
    }

    [[nodiscard]] bool isTls() const { return m_tls.has_value(); }
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int requests() const { return m_requests; }
    [[nodiscard]] QByteArray lastRequest() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_lastRequest;
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        const Connection connection{.number = ++m_connections,
                                    .sinceStart = std::chrono::steady_clock::now() - m_start};
        auto *socket = m_tls ? new QSslSocket : new QTcpSocket;
        socket->setSocketDescriptor(descriptor);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        auto *session = new FaultSession(socket, m_scriptFor(connection), this);
        connect(session, &FaultSession::requestRead, this, &Private::countRequest);
        begin(session, socket);
    }

private:
    void begin(FaultSession *session, QTcpSocket *socket)
    {
        auto *tls = qobject_cast<QSslSocket *>(socket);
        if (!tls)
            return session->start();
        connect(tls, &QSslSocket::encrypted, session, &FaultSession::start);
        tls->setSslConfiguration(*m_tls);
        tls->startServerEncryption();
    }

    void countRequest(const QByteArray &head)
    {
        ++m_requests;
        const QMutexLocker lock(&m_mutex);
        m_lastRequest = head;
    }

    ScriptFor m_scriptFor;
    std::optional<QSslConfiguration> m_tls;
    std::chrono::steady_clock::time_point m_start;
    std::atomic<int> m_connections = 0;
    std::atomic<int> m_requests = 0;
    mutable QMutex m_mutex;
    QByteArray m_lastRequest;
};

FaultServer::FaultServer(ScriptFor scriptFor, std::optional<ServerIdentity> tls, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(scriptFor), tls))
{
}

FaultServer::FaultServer(Script script, std::optional<ServerIdentity> tls, QObject *parent)
    : FaultServer([script = std::move(script)](const Connection &) { return script; }, std::move(tls), parent)
{
}

FaultServer::~FaultServer() = default;

QUrl FaultServer::url() const
{
    QUrl url;
    url.setScheme(d->isTls() ? QStringLiteral("https") : QStringLiteral("http"));
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(port());
    url.setPath(QStringLiteral("/"));
    return url;
}

quint16 FaultServer::port() const
{
    return d->serverPort();
}
int FaultServer::connections() const
{
    return d->connections();
}
int FaultServer::requests() const
{
    return d->requests();
}
QByteArray FaultServer::lastRequest() const
{
    return d->lastRequest();
}

} // namespace fusebox::demo

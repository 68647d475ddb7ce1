// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/tls/qt_trust.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>

#include "core/probe/tls/tls_certificates.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Failure;

namespace {

using Loaded = tl::expected<void, Failure>;

tl::unexpected<Failure> failure(const QString &detail)
{
    return tl::unexpected(Failure{.errorClass = ErrorClass::Tls, .detail = detail.toStdString()});
}

tl::expected<QByteArray, Failure> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(file.errorString());
    return file.readAll();
}

/// Keys do not say in PEM which they are to QSslKey: it has to be asked for.
QSslKey readKey(const QByteArray &pem)
{
    for (const auto algorithm : {QSsl::Ec, QSsl::Rsa, QSsl::Dsa}) {
        if (const QSslKey key(pem, algorithm); !key.isNull())
            return key;
    }
    return {};
}

Loaded loadTrust(QSslConfiguration &configuration, const TrustProfile &trust)
{
    configuration.setPeerVerifyMode(trust.allowSelfSigned ? QSslSocket::VerifyNone : QSslSocket::VerifyPeer);
    if (trust.caFile.isEmpty())
        return {};
    return contentOf(trust.caFile).map([&](const QByteArray &pem) {
        configuration.setCaCertificates(QSslCertificate::fromData(pem, QSsl::Pem));
    });
}

Loaded loadIdentity(QSslConfiguration &configuration, const TrustProfile &trust)
{
    if (trust.clientCertificate.isEmpty())
        return {};
    const auto certificate = contentOf(trust.clientCertificate);
    const auto key = trust.clientKey.isEmpty() ? certificate : contentOf(trust.clientKey);
    if (!certificate || !key)
        return tl::unexpected((certificate ? key : certificate).error());
    configuration.setLocalCertificateChain(QSslCertificate::fromData(*certificate, QSsl::Pem));
    configuration.setPrivateKey(readKey(*key));
    if (configuration.localCertificate().isNull())
        return failure(QStringLiteral("no certificate"));
    if (configuration.privateKey().isNull())
        return failure(QStringLiteral("no key, or an encrypted one"));
    return {};
}

QString versionOf(const QSslSocket &socket)
{
    switch (socket.sessionProtocol()) {
    case QSsl::TlsV1_2: return QStringLiteral("TLSv1.2");
    case QSsl::TlsV1_3: return QStringLiteral("TLSv1.3");
    default: return {};
    }
}

} // namespace

tl::expected<QSslConfiguration, Failure> qtTlsConfiguration(const TrustProfile &trust)
{
    auto configuration = QSslConfiguration::defaultConfiguration();
    return loadTrust(configuration, trust)
        .and_then([&] { return loadIdentity(configuration, trust); })
        .map([&] { return configuration; });
}

TlsFacts qtTlsFacts(const QSslSocket &socket, const TrustProfile &trust)
{
    QList<QByteArray> chain;
    for (const QSslCertificate &certificate : socket.peerCertificateChain())
        chain << certificate.toDer();
    return {.version = versionOf(socket),
            .cipher = socket.sessionCipher().name(),
            .verified = socket.isEncrypted() && !trust.allowSelfSigned, // or it would not be encrypted
            .chain = std::make_shared<const CertificateChain>(chainOf(chain))};
}

} // namespace fusebox::probe

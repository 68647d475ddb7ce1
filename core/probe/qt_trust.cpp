// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/qt_trust.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>

namespace fusebox::probe {

using resilience::ErrorClass;
using resilience::Failure;

tl::expected<QSslConfiguration, Failure> qtTlsConfiguration(const TrustProfile &trust)
{
    auto configuration = QSslConfiguration::defaultConfiguration();
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (trust.caFile.isEmpty())
        return configuration;
    QFile file(trust.caFile);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(
            Failure{.errorClass = ErrorClass::Tls, .detail = file.errorString().toStdString()});
    configuration.setCaCertificates(QSslCertificate::fromDevice(&file, QSsl::Pem));
    return configuration;
}

} // namespace fusebox::probe

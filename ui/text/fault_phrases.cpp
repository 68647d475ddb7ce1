// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/fault_phrases.h"

#include "ui/text/plain.h"
#include "ui/text/text.h"

namespace fusebox::ui {

QString withDetail(const QString &phrase, const std::string &detail)
{
    const QString plain = plainLine(QString::fromUtf8(detail.data(), static_cast<qsizetype>(detail.size())));
    return plain.isEmpty() ? phrase : Text::tr("%1: %2").arg(phrase, plain);
}

QString tlsPhrase(probe::TlsFault fault, const std::string &detail)
{
    using enum probe::TlsFault;
    switch (fault) {
    case CaFile: return withDetail(Text::tr("CA file cannot be used"), detail);
    case ClientCertificate: return withDetail(Text::tr("client certificate cannot be used"), detail);
    case ClientKey: return withDetail(Text::tr("client key cannot be used"), detail);
    case EncryptedClientKey: return Text::tr("client key is encrypted");
    case ClientKeyMismatch: return Text::tr("client key is not the certificate's");
    case Expired: return Text::tr("certificate has expired");
    case NotYetValid: return Text::tr("certificate is not valid yet");
    case WrongHost: return Text::tr("certificate is for another host");
    case SelfSigned: return Text::tr("self-signed certificate");
    case UnknownAuthority: return Text::tr("certificate of an unknown authority");
    case PinMismatch: return withDetail(Text::tr("not the pinned certificate, SHA-256"), detail);
    case BadCertificate: return withDetail(Text::tr("certificate refused"), detail);
    case OldVersion: return Text::tr("no version in common, 1.2 or later is needed");
    case NotTls: return Text::tr("the peer speaks something else");
    case ClientCertificateRequired: return Text::tr("the peer wants a client certificate");
    case ClientCertificateRefused:
        return withDetail(Text::tr("the peer refuses the client certificate"), detail);
    case Refused: return withDetail(Text::tr("refused by the peer"), detail);
    case Handshake: return withDetail(Text::tr("handshake failed"), detail);
    }
    return {};
}

QString proxyPhrase(probe::ProxyFault fault, const QString &general, const std::string &detail)
{
    using enum probe::ProxyFault;
    switch (fault) {
    case NotReached: return Text::tr("proxy: %1").arg(general);
    case AuthenticationRequired: return Text::tr("the proxy wants user and password");
    case AuthenticationRefused: return Text::tr("the proxy refuses user and password");
    case Forbidden: return withDetail(Text::tr("refused by the proxy"), detail);
    case TargetNotReached: return withDetail(Text::tr("behind the proxy: %1").arg(general), detail);
    case BadAnswer: return withDetail(Text::tr("not the answer of a proxy"), detail);
    case Unsupported: return withDetail(Text::tr("more than the proxy can carry"), detail);
    }
    return {};
}

} // namespace fusebox::ui

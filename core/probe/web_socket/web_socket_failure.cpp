// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_failure.h"

#include <QWebSocketProtocol>

namespace fusebox::probe {

using namespace Qt::StringLiterals;
using resilience::ErrorClass;

namespace {

constexpr qsizetype maxDetail = 200; // characters: the peer's reason phrase may be kilobytes long

ProbeFailure failure(ErrorClass errorClass, const QString &detail, Phase phase)
{
    return {{.errorClass = errorClass, .detail = detail.left(maxDetail).toStdString()}, phase};
}

ErrorClass classOf(WebSocketFault fault)
{
    switch (fault) {
    case WebSocketFault::NoUpgrade:
    case WebSocketFault::NoPong:
    case WebSocketFault::StalledFrame: return ErrorClass::Timeout;
    case WebSocketFault::NoExpectedMessage: return ErrorClass::Assertion;
    default: return ErrorClass::Protocol;
    }
}

Phase phaseOf(WebSocketFault fault)
{
    switch (fault) {
    case WebSocketFault::BadSubprotocol: return Phase::Send;
    case WebSocketFault::NoUpgrade:
    case WebSocketFault::BadUpgrade:
    case WebSocketFault::NoPong:
    case WebSocketFault::NoExpectedMessage: return Phase::Wait;
    default: return Phase::Transfer;
    }
}

ErrorClass classOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
    case QAbstractSocket::ProxyNotFoundError: return ErrorClass::Dns;
    case QAbstractSocket::ConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyAuthenticationRequiredError: return ErrorClass::Refused;
    case QAbstractSocket::RemoteHostClosedError:
    case QAbstractSocket::ProxyConnectionClosedError: return ErrorClass::Reset;
    case QAbstractSocket::SocketTimeoutError:
    case QAbstractSocket::ProxyConnectionTimeoutError: return ErrorClass::Timeout;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError: return ErrorClass::Tls;
    case QAbstractSocket::ProxyProtocolError:
    case QAbstractSocket::UnsupportedSocketOperationError: return ErrorClass::Protocol;
    default: // no route, no permission, no address or descriptor left: the peer is out of reach from here
        return ErrorClass::Unreachable;
    }
}

} // namespace

ProbeFailure webSocketFailure(QAbstractSocket::SocketError signalled, QAbstractSocket::SocketError transport,
                              const QString &text, Phase phase)
{
    // QWebSocket calls every fault of the handshake "refused"; when it was TCP, the socket below says so too.
    if (signalled == QAbstractSocket::ConnectionRefusedError && transport != signalled)
        return webSocketFailure(WebSocketFault::BadUpgrade, text);
    return failure(classOf(signalled), text, phase);
}

ProxyFault proxyFaultOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::ProxyNotFoundError:
    case QAbstractSocket::ProxyConnectionRefusedError:
    case QAbstractSocket::ProxyConnectionClosedError:
    case QAbstractSocket::ProxyConnectionTimeoutError: return ProxyFault::NotReached;
    case QAbstractSocket::ProxyAuthenticationRequiredError: return ProxyFault::AuthenticationRequired;
    case QAbstractSocket::ProxyProtocolError: return ProxyFault::BadAnswer;
    default: return ProxyFault::TargetNotReached;
    }
}

ProbeFailure refusedUpgrade(const UpgradeAnswer &answer)
{
    auto result = failure(ErrorClass::HttpStatus, QString::fromUtf8(answer.reason), Phase::Wait);
    result.status = answer.status;
    result.retryAfter = answer.retryAfter;
    return result;
}

ProbeFailure unaskedExtension(const UpgradeAnswer &answer)
{
    return webSocketFailure(WebSocketFault::BadUpgrade, u"an extension that was not asked for: "_s +
                                                            QString::fromUtf8(answer.extensions));
}

ProbeFailure webSocketFailure(WebSocketFault fault, const QString &detail)
{
    auto result = failure(classOf(fault), detail, phaseOf(fault));
    result.webSocket = fault;
    return result;
}

WebSocketFault faultBehind(int closeCode)
{
    switch (closeCode) {
    case QWebSocketProtocol::CloseCodeGoingAway: return WebSocketFault::StalledFrame;
    case QWebSocketProtocol::CloseCodeWrongDatatype: return WebSocketFault::BadText;
    case QWebSocketProtocol::CloseCodeTooMuchData: return WebSocketFault::TooLarge;
    default: return WebSocketFault::BadFrame;
    }
}

TlsFault tlsFaultOf(const QSslError &error)
{
    switch (error.error()) {
    case QSslError::CertificateExpired: return TlsFault::Expired;
    case QSslError::CertificateNotYetValid: return TlsFault::NotYetValid;
    case QSslError::HostNameMismatch: return TlsFault::WrongHost;
    case QSslError::SelfSignedCertificate: return TlsFault::SelfSigned;
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted: return TlsFault::UnknownAuthority;
    default: return TlsFault::BadCertificate;
    }
}

} // namespace fusebox::probe

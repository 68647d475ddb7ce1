// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/web_socket_failure.h"

#include <array>

#include <QCoreApplication>
#include <QRegularExpression>
#include <QWebSocketProtocol>

namespace fusebox::probe {

using namespace Qt::StringLiterals;
using resilience::ErrorClass;

namespace {

constexpr qsizetype maxDetail = 200; // characters: the peer's reason phrase may be kilobytes long

struct Answer
{
    int status = 0;
    QString reason = {};
};

/// One of QWebSocket's texts about a handshake answer. It keeps the status nowhere else.
struct AnswerText
{
    const char *source;
    int status; ///< that it stands for; 0: the status is %1 and the reason phrase %2
};

// From Qt 6.4's processHandshake(). Matched whole and as translated at the moment, so that digits which a
// peer has put into another text (its accept key, say) are never taken for a status.
constexpr std::array answerTexts = {
    AnswerText{"QWebSocketPrivate::processHandshake: Unhandled http status code: %1 (%2).", 0},
    AnswerText{"QWebSocketPrivate::processHandshake: Unknown error condition encountered. "
               "Aborting connection.",
               400},
    AnswerText{"Handshake: Server requests a version that we don't support: %1.", 400},
};

QRegularExpression patternOf(const AnswerText &text)
{
    auto pattern = QRegularExpression::escape(QCoreApplication::translate("QWebSocket", text.source));
    pattern.replace(u"\\%1"_s, u"(?<one>.*?)"_s).replace(u"\\%2"_s, u"(?<two>.*)"_s);
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern),
                              QRegularExpression::DotMatchesEverythingOption);
}

std::optional<Answer> readAnswer(const AnswerText &text, const QString &error)
{
    const auto match = patternOf(text).match(error);
    if (!match.hasMatch())
        return {};
    if (text.status != 0)
        return Answer{.status = text.status};
    const int status = match.captured(u"one"_s).toInt();
    if (status < 100 || status > 999)
        return {};
    return Answer{.status = status, .reason = match.captured(u"two"_s)};
}

ProbeFailure failure(ErrorClass errorClass, const QString &detail, Phase phase)
{
    return {{.errorClass = errorClass, .detail = detail.left(maxDetail).toStdString()}, phase};
}

ProbeFailure handshakeFailure(const QString &text)
{
    for (const auto &answerText : answerTexts) {
        if (const auto answer = readAnswer(answerText, text)) {
            auto result = failure(ErrorClass::HttpStatus, answer->reason, Phase::Wait);
            result.status = answer->status;
            return result;
        }
    }
    return webSocketFailure(WebSocketFault::BadUpgrade, text);
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
    case QAbstractSocket::HostNotFoundError: return ErrorClass::Dns;
    case QAbstractSocket::ConnectionRefusedError: return ErrorClass::Refused;
    case QAbstractSocket::RemoteHostClosedError: return ErrorClass::Reset;
    case QAbstractSocket::SocketTimeoutError: return ErrorClass::Timeout;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError: return ErrorClass::Tls;
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
        return handshakeFailure(text);
    return failure(classOf(signalled), text, phase);
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

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
    case Renegotiation: return Text::tr("the peer wants to renegotiate (TLS 1.2), which is refused");
    case Flood: return Text::tr("the peer sends records without end that say nothing");
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

QString webSocketPhrase(probe::WebSocketFault fault, const std::string &detail)
{
    using enum probe::WebSocketFault;
    switch (fault) {
    case BadSubprotocol: return Text::tr("not a subprotocol that can be asked for");
    case NoUpgrade: return Text::tr("the upgrade was not answered");
    case NotHttp: return withDetail(Text::tr("what answers is no HTTP"), detail);
    case BadUpgrade: return withDetail(Text::tr("the upgrade was not accepted"), detail);
    case NoPong: return Text::tr("no answer to a ping");
    case WrongPong: return withDetail(Text::tr("a ping was answered by the wrong pong"), detail);
    case NoPongButMessages: return Text::tr("messages, but no answer to a ping");
    case StalledFrame: return Text::tr("a frame stopped half-way");
    case MaskedFrame: return Text::tr("protocol error: the server masks its frames");
    case BadFrame: return withDetail(Text::tr("protocol error"), detail);
    case BadText: return Text::tr("protocol error: text that is no UTF-8");
    case TooLarge: return withDetail(Text::tr("too large"), detail);
    case Flood: return Text::tr("the server sends frames without end");
    case BadCloseCode: return Text::tr("protocol error: a close code that does not exist");
    case NoExpectedMessage: return Text::tr("the expected message did not come");
    }
    return {};
}

QString httpPhrase(const probe::HttpFault &fault, const std::string &detail)
{
    using enum probe::HttpFault::Kind;
    const QString number = QString::number(fault.index + 1);
    switch (fault.kind) {
    case BadMethod: return Text::tr("not a method that can be sent");
    case BadHeader: return Text::tr("header %1 cannot be sent").arg(number);
    case ReservedHeader: return Text::tr("header %1 is Fusebox's own to send").arg(number);
    case TooManyHeaders: return Text::tr("too many headers to send");
    case BadCredentials: return Text::tr("credentials that cannot be sent");
    case HeadTooLarge: return Text::tr("headers of the answer too large");
    case NotHttp: return withDetail(Text::tr("what answers is no HTTP"), detail);
    case NotHttp2: return Text::tr("the server does not speak HTTP/2");
    case StreamReset: return withDetail(Text::tr("the server gave the request up"), detail);
    case GoAway: return withDetail(Text::tr("the server gave the connection up"), detail);
    case Flood: return Text::tr("the server sends without end what brings nothing");
    case BadPattern: return withDetail(Text::tr("body_matches is no regular expression"), detail);
    case BadJsonPointer: return Text::tr("JSON expectation %1 has no JSON pointer").arg(number);
    case BadJsonValue: return Text::tr("JSON expectation %1 has no value to compare with").arg(number);
    case HeaderMissing: return Text::tr("header of expectation %1 is missing").arg(number);
    case HeaderDiffers: return withDetail(Text::tr("header expectation %1 not met").arg(number), detail);
    case TooLarge: return Text::tr("body larger than max_size");
    case BodyLacks: return Text::tr("body lacks the expected text");
    case BodyDoesNotMatch: return Text::tr("body does not match");
    case PatternGaveUp: return Text::tr("matching the body took too long");
    case UnknownCoding: return withDetail(Text::tr("body in a coding that is not read"), detail);
    case BadCoding: return Text::tr("body is not compressed as it says");
    case TooDense: return Text::tr("body is compressed over 100 to 1 and becomes over 1 MiB");
    case UnknownCharset: return withDetail(Text::tr("not found in a body of an unknown charset"), detail);
    case NoJson: return Text::tr("body is not JSON");
    case JsonMissing: return Text::tr("JSON expectation %1: no value at the pointer").arg(number);
    case JsonDiffers: return withDetail(Text::tr("JSON expectation %1 not met, found").arg(number), detail);
    case CutOff: return Text::tr("body cut off before it could be judged");
    case TooSlow: return Text::tr("slower than max_latency");
    case BadLocation: return withDetail(Text::tr("redirect to no usable URL"), detail);
    case RedirectScheme:
        return withDetail(Text::tr("redirect to another scheme than http and https"), detail);
    case RedirectDowngrade: return withDetail(Text::tr("redirect from https to http"), detail);
    case RedirectLimit: return withDetail(Text::tr("too many redirects, the last to"), detail);
    }
    return {};
}

} // namespace fusebox::ui

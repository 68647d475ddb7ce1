// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/tls_faults.h"

namespace fusebox::demo {

namespace {

ServerIdentity speaking(const QByteArray &version, ServerIdentity identity)
{
    identity.onlyVersion = version;
    return identity;
}

ServerIdentity along(ServerIdentity identity, const TlsAuthority &issuer)
{
    identity.certificate += issuer.certificate();
    return identity;
}

} // namespace

std::vector<TlsFaultScript> tlsFaults(const TlsAuthority &authority, const QUrl &plain)
{
    using std::chrono::hours;
    const Script fine = answer(200, "fine\n");
    const auto truncated = [](const QByteArray &bytes) -> Script {
        return {step::ReadRequest{}, step::Send{"HTTP/1.1 " + bytes}, step::Truncate{}};
    };
    const auto unfinished = [&truncated](const QByteArray &status) {
        return truncated(status + "\r\n\r\nall of it?");
    };
    const auto redirectOnce = [](const QByteArray &head) -> QByteArray {
        return head.startsWith("GET /there ") ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                                              : "HTTP/1.1 302 Found\r\nLocation: /there\r\n\r\nall of it?";
    };
    const TlsAuthority stranger("Nobody you know");
    const TlsAuthority issuing(authority, {.name = "Fusebox lab issuing CA"});
    const auto named = [&authority](const QByteArray &commonName, const QByteArray &subjectNames) {
        return authority.issue({.name = commonName, .subjectNames = subjectNames});
    };
    return {
        {"200", fine, authority.issue()},
        {"certificate for five days more", fine, authority.issue({.validUntil = hours(5 * 24)})},
        {"expired certificate", fine, authority.issue({.validFrom = hours(-48), .validUntil = hours(-24)})},
        {"certificate not yet valid", fine,
         authority.issue({.validFrom = hours(24), .validUntil = hours(48)})},
        {"certificate for another host", fine, authority.issue({.host = QStringLiteral("other.test")})},
        {"self-signed certificate", fine, selfSignedIdentity()},
        {"certificate of an unknown CA", fine, stranger.issue()},
        {"redirect to http", redirect(plain.toEncoded()), authority.issue()},
        {"certificate that names its host in the common name alone", fine, named("127.0.0.1", {})},
        {"certificate that writes an address as a name", fine, named("127.0.0.1", "DNS:127.0.0.1")},
        {"certificate for clients alone", fine, authority.issue({.purpose = "clientAuth"})},
        {"certificate of an issuing CA, sent along", fine, along(issuing.issue(), issuing)},
        {"certificate of an issuing CA, not sent", fine, issuing.issue()},
        {"closes without close_notify", unfinished("200 OK"), authority.issue()},
        {"503 without close_notify", unfinished("503 Service Unavailable"), authority.issue()},
        {"404 without close_notify", unfinished("404 Not Found"), authority.issue()},
        {"302 to nowhere without close_notify", unfinished("302 Found"), authority.issue()},
        {"redirect without close_notify",
         {step::ReadRequest{}, step::Respond{redirectOnce}, step::Truncate{}},
         authority.issue()},
        {"whole answer, then no close_notify", truncated("200 OK\r\nContent-Length: 4\r\n\r\nfine"),
         authority.issue()},
        {"closes without close_notify in a counted body",
         truncated("200 OK\r\nContent-Length: 9\r\n\r\nhalf"), authority.issue()},
        {"closes without close_notify in chunks",
         truncated("200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"), authority.issue()},
        {"closes without close_notify in the head", truncated("200 OK\r\nContent-"), authority.issue()},
        {"closes without close_notify before the answer",
         {step::ReadRequest{}, step::Truncate{}},
         authority.issue()},
        {"TLS 1.0 alone", fine, speaking("TLSv1", authority.issue())},
        {"TLS 1.1 alone", fine, speaking("TLSv1.1", authority.issue())},
        {"plain HTTP on the TLS port", {step::Send{"HTTP/1.1 400 Bad Request\r\n\r\n"}, step::Close{}}, {}},
        {"stalls in the handshake", {step::StaySilent{}}, {}},
        {"closes in the handshake", {step::Close{}}, {}},
    };
}

} // namespace fusebox::demo

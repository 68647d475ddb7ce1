// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/tls_faults.h"

namespace fusebox::demo {

namespace {

ServerIdentity speaking(const QByteArray &version, ServerIdentity identity)
{
    identity.onlyVersion = version;
    return identity;
}

} // namespace

std::vector<TlsFaultScript> tlsFaults(const TlsAuthority &authority, const QUrl &plain)
{
    using std::chrono::hours;
    const Script fine = answer(200, "fine\n");
    const QByteArray unfinished = "HTTP/1.1 200 OK\r\n\r\nall of it?";
    const TlsAuthority stranger("Nobody you know");
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
        {"closes without close_notify",
         {step::ReadRequest{}, step::Send{unfinished}, step::Truncate{}},
         authority.issue()},
        {"TLS 1.0 alone", fine, speaking("TLSv1", authority.issue())},
        {"TLS 1.1 alone", fine, speaking("TLSv1.1", authority.issue())},
        {"plain HTTP on the TLS port", {step::Send{"HTTP/1.1 400 Bad Request\r\n\r\n"}, step::Close{}}, {}},
        {"stalls in the handshake", {step::StaySilent{}}, {}},
        {"closes in the handshake", {step::Close{}}, {}},
    };
}

} // namespace fusebox::demo

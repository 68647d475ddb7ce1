// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/tls/tls_errors.h"

#include <cerrno>
#include <system_error>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "core/probe/contract/machine_lack.h"

namespace fusebox::probe {

namespace {

/// The first error is the cause, later ones are what it led to. System errors ("No such file") have no reason
/// string of OpenSSL's own.
std::string textOf(unsigned long error)
{
    if (ERR_SYSTEM_ERROR(error))
        return std::system_category().message(static_cast<int>(ERR_GET_REASON(error)));
    const char *reason = ERR_reason_error_string(error);
    return reason ? reason : "";
}

TlsFault faultOfCertificate(long verdict)
{
    switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return TlsFault::Expired;
    case X509_V_ERR_CERT_NOT_YET_VALID: return TlsFault::NotYetValid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return TlsFault::WrongHost;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return TlsFault::SelfSigned;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED: return TlsFault::UnknownAuthority;
    default: return TlsFault::BadCertificate;
    }
}

/// What the peer's alert says, by its number (RFC 8446, section 6).
TlsFault faultOfAlert(int alert)
{
    switch (alert) {
    case SSL_AD_PROTOCOL_VERSION: return TlsFault::OldVersion;
    case SSL_AD_CERTIFICATE_REQUIRED: return TlsFault::ClientCertificateRequired;
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED: return TlsFault::ClientCertificateRefused;
    default: return TlsFault::Refused;
    }
}

TlsFault faultOf(unsigned long error)
{
    if (ERR_GET_LIB(error) != ERR_LIB_SSL)
        return TlsFault::Handshake;
    const int reason = ERR_GET_REASON(error);
    switch (reason) {
    case SSL_R_UNSUPPORTED_PROTOCOL: return TlsFault::OldVersion;
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST: return TlsFault::NotTls;
    default: break;
    }
    return reason > SSL_AD_REASON_OFFSET ? faultOfAlert(reason - SSL_AD_REASON_OFFSET) : TlsFault::Handshake;
}

bool refusesCertificate(unsigned long error)
{
    return ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == SSL_R_CERTIFICATE_VERIFY_FAILED;
}

/// The errno, if it was this machine that lacked something; else 0.
int lackIn(unsigned long error)
{
    if (ERR_SYSTEM_ERROR(error) && isLack(ERR_GET_REASON(error)))
        return ERR_GET_REASON(error);
    return ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE ? ENOMEM : 0;
}

TlsFailure failureOf(unsigned long error, TlsFault fault)
{
    if (const int lack = lackIn(error))
        return {lackFailure(lack), fault};
    return {{.errorClass = resilience::ErrorClass::Tls, .detail = textOf(error)}, fault};
}

} // namespace

TlsFailure pinFailure(const TlsFacts &shown)
{
    const QByteArray fingerprint = shown.chain->empty() ? QByteArray() : shown.chain->front().fingerprint;
    return {{.errorClass = resilience::ErrorClass::Tls, .detail = fingerprint.toStdString()},
            TlsFault::PinMismatch};
}

TlsFailure tlsFailure(TlsFault fault)
{
    const TlsFailure failure = failureOf(ERR_peek_error(), fault);
    ERR_clear_error();
    return failure;
}

TlsFailure tlsFailure(const ssl_st *connection)
{
    const unsigned long error = ERR_peek_error();
    TlsFailure failure = tlsFailure(faultOf(error));
    if (!refusesCertificate(error))
        return failure;
    const long verdict = SSL_get_verify_result(connection);
    failure.fault = faultOfCertificate(verdict);
    // Authorities may lie in files of their own, which are opened when they are looked for.
    if (const int lack = failure.fault == TlsFault::UnknownAuthority ? lackOfDescriptors() : 0)
        return {lackFailure(lack), failure.fault};
    failure.detail = X509_verify_cert_error_string(verdict);
    return failure;
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/tls_errors.h"

#include <system_error>

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace fusebox::probe {

namespace {

/// The first error is the cause, later ones are what it led to. System errors ("No such file") have no reason
/// string of OpenSSL's own.
std::string firstError()
{
    const unsigned long code = ERR_peek_error();
    if (ERR_SYSTEM_ERROR(code))
        return std::system_category().message(static_cast<int>(ERR_GET_REASON(code)));
    const char *reason = ERR_reason_error_string(code);
    return reason ? reason : "";
}

} // namespace

resilience::Failure tlsFailure()
{
    resilience::Failure failure{.errorClass = resilience::ErrorClass::Tls, .detail = firstError()};
    ERR_clear_error();
    return failure;
}

resilience::Failure tlsFailure(const ssl_st *connection)
{
    resilience::Failure failure = tlsFailure();
    if (const long verdict = SSL_get_verify_result(connection); verdict != X509_V_OK)
        failure.detail = X509_verify_cert_error_string(verdict);
    return failure;
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/tls_contexts.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <QFile>

#include "core/probe/tls_errors.h"

namespace fusebox::probe {

namespace {

void configure(SSL_CTX *context)
{
    static constexpr unsigned char http11[] = "\x08http/1.1"; // ALPN's form: length, name
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_protos(context, http11, sizeof http11 - 1);
}

bool loadTrust(SSL_CTX *context, const TrustProfile &profile)
{
    if (profile.caFile.isEmpty())
        return SSL_CTX_set_default_verify_paths(context) == 1;
    return SSL_CTX_load_verify_file(context, QFile::encodeName(profile.caFile).constData()) == 1;
}

} // namespace

TlsContexts::TlsContexts() = default;
TlsContexts::~TlsContexts() = default;

tl::expected<ssl_ctx_st *, resilience::Failure> TlsContexts::forProfile(const TrustProfile &profile)
{
    if (const auto known = m_contexts.find(profile); known != m_contexts.end())
        return known->second.get();
    return make(profile).map([&](Context &&context) {
        return m_contexts.emplace(profile, std::move(context)).first->second.get();
    });
}

tl::expected<TlsContexts::Context, resilience::Failure> TlsContexts::make(const TrustProfile &profile)
{
    ERR_clear_error();
    Context context(SSL_CTX_new(TLS_client_method()));
    if (!context || !loadTrust(context.get(), profile))
        return tl::unexpected(tlsFailure());
    configure(context.get());
    return context;
}

void TlsContexts::Free::operator()(ssl_ctx_st *context) const
{
    SSL_CTX_free(context);
}

} // namespace fusebox::probe

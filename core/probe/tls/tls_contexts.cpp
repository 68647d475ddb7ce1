// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/tls/tls_contexts.h"

#include <system_error>
#include <thread>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <QFile>
#include <QFileInfo>

#include "core/probe/contract/machine_lack.h"

namespace fusebox::probe {

namespace {

using Loaded = tl::expected<void, TlsFailure>;

void configure(SSL_CTX *context, const TrustProfile &profile)
{
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    // Whatever is in the store is trusted by itself: an issuing CA without its root, a server's certificate.
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
    SSL_CTX_set_post_handshake_auth(context, profile.clientCertificate.isEmpty() ? 0 : 1);
    SSL_CTX_set_verify(context, profile.allowSelfSigned ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(
        context,
        SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
            SSL_OP_LEGACY_SERVER_CONNECT); // which is harmless without renegotiation, and as browsers have it
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

/// OpenSSL passes over what it could not open of the system's CAs; and a pipe it would wait for.
Loaded checkFiles(const TrustProfile &profile)
{
    if (const int lack = lackOfDescriptors())
        return tl::unexpected(TlsFailure{lackFailure(lack), TlsFault::CaFile});
    const auto isOdd = [](const QString &file) {
        const QFileInfo info(file);
        return !file.isEmpty() && info.exists() && !info.isFile();
    };
    const TlsFailure odd{{.errorClass = resilience::ErrorClass::Tls, .detail = "not a regular file"}};
    if (isOdd(profile.caFile))
        return tl::unexpected(TlsFailure{odd, TlsFault::CaFile});
    if (isOdd(profile.clientCertificate))
        return tl::unexpected(TlsFailure{odd, TlsFault::ClientCertificate});
    if (isOdd(profile.clientKey))
        return tl::unexpected(TlsFailure{odd, TlsFault::ClientKey});
    return {};
}

/// Where nothing is verified no CA is needed.
Loaded loadTrust(SSL_CTX *context, const TrustProfile &profile)
{
    if (profile.allowSelfSigned && profile.caFile.isEmpty())
        return {};
    const int loaded = profile.caFile.isEmpty()
                           ? SSL_CTX_set_default_verify_paths(context)
                           : SSL_CTX_load_verify_file(context, QFile::encodeName(profile.caFile).constData());
    if (loaded != 1)
        return tl::unexpected(tlsFailure(TlsFault::CaFile));
    return {};
}

/// In place of OpenSSL's question at the terminal. Notes that a pass phrase was asked for.
int noPassPhrase(char *, int, int, void *asked)
{
    *static_cast<bool *>(asked) = true;
    return -1;
}

/// Why a key was not taken: its certificate is there already.
TlsFault faultOfKey(bool askedForPassPhrase)
{
    if (askedForPassPhrase)
        return TlsFault::EncryptedClientKey;
    return ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_X509 ? TlsFault::ClientKeyMismatch : TlsFault::ClientKey;
}

Loaded loadKey(SSL_CTX *context, const QString &file)
{
    bool asked = false;
    SSL_CTX_set_default_passwd_cb(context, noPassPhrase);
    SSL_CTX_set_default_passwd_cb_userdata(context, &asked);
    const int loaded =
        SSL_CTX_use_PrivateKey_file(context, QFile::encodeName(file).constData(), SSL_FILETYPE_PEM);
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    if (loaded != 1)
        return tl::unexpected(tlsFailure(faultOfKey(asked)));
    if (SSL_CTX_check_private_key(context) != 1) // of another kind than the certificate's
        return tl::unexpected(tlsFailure(TlsFault::ClientKeyMismatch));
    return {};
}

Loaded loadIdentity(SSL_CTX *context, const TrustProfile &profile)
{
    if (profile.clientCertificate.isEmpty())
        return {};
    const QByteArray file = QFile::encodeName(profile.clientCertificate);
    if (SSL_CTX_use_certificate_chain_file(context, file.constData()) != 1)
        return tl::unexpected(tlsFailure(TlsFault::ClientCertificate));
    return loadKey(context, profile.clientKey.isEmpty() ? profile.clientCertificate : profile.clientKey);
}

constexpr std::chrono::seconds longestReading(2);

} // namespace

TlsContexts::TlsContexts() = default;

/// What is read ahead is nearly always there by now. Where memory is so short that it will not be, nobody
/// waits for it any more.
TlsContexts::~TlsContexts()
{
    if (m_ahead.valid())
        m_ahead.wait_for(longestReading);
}

void TlsContexts::readAhead()
{
    std::packaged_task<Made()> reading([] { return make({}); });
    auto ahead = reading.get_future();
    try {
        std::thread(std::move(reading)).detach();
        m_ahead = std::move(ahead);
    } catch (const std::system_error &) { // no thread to be had: then who needs them reads them
    }
}

tl::expected<ssl_ctx_st *, TlsFailure> TlsContexts::forProfile(const TrustProfile &profile)
{
    TrustProfile key = profile;
    key.pin.clear();
    const FileTimes files = filesOf(key); // before they are read: a later change is seen
    if (const auto known = m_contexts.find(key); known != m_contexts.end() && known->second.files == files)
        return known->second.context.get();
    return take(key).map([&](Context &&context) {
        return m_contexts.insert_or_assign(key, Known{std::move(context), files}).first->second.context.get();
    });
}

TlsContexts::Made TlsContexts::take(const TrustProfile &profile)
{
    return m_ahead.valid() && profile == TrustProfile{} ? m_ahead.get() : make(profile);
}

TlsContexts::Made TlsContexts::make(const TrustProfile &profile)
{
    ERR_clear_error();
    Context context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        return tl::unexpected(tlsFailure(TlsFault::Handshake));
    if (const Loaded files = checkFiles(profile); !files)
        return tl::unexpected(files.error());
    if (const Loaded trust = loadTrust(context.get(), profile); !trust)
        return tl::unexpected(trust.error());
    if (const Loaded identity = loadIdentity(context.get(), profile); !identity)
        return tl::unexpected(identity.error());
    configure(context.get(), profile);
    return context;
}

/// The earliest time of all for one that is not there.
TlsContexts::FileTimes TlsContexts::filesOf(const TrustProfile &profile)
{
    const auto timeOf = [](const QString &file) {
        std::error_code ignored;
        return file.isEmpty()
                   ? std::filesystem::file_time_type::min()
                   : std::filesystem::last_write_time(QFile::encodeName(file).constData(), ignored);
    };
    return {timeOf(profile.caFile), timeOf(profile.clientCertificate), timeOf(profile.clientKey)};
}

void TlsContexts::Free::operator()(ssl_ctx_st *context) const
{
    SSL_CTX_free(context);
}

} // namespace fusebox::probe

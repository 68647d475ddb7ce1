// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <filesystem>
#include <future>
#include <map>
#include <memory>

#include <tl/expected.hpp>

#include "core/probe/contract/options/trust_profile.h"
#include "core/probe/tls/tls_certificates.h"
#include "core/probe/tls/tls_errors.h"

struct ssl_ctx_st;

namespace fusebox::probe {

/// OpenSSL's settings for each trust profile, made once: loading the CAs costs far more than a handshake.
/// Every context verifies chain and host name (unless the profile allows self-signed certificates), asks for
/// TLS 1.2 or later, and resumes no session (a resumed handshake would hide certificate faults).
/// A pin needs no context of its own: checking it is up to the caller. Thread: one.
class TlsContexts
{
public:
    TlsContexts();
    ~TlsContexts();

    /// Begins to read the system's CAs, which takes some 30 ms, on another thread; who first needs them waits
    /// for the rest of that time. Without it, for all of it.
    void readAhead();
    /// Valid until the next call. ErrorClass::Tls if one of the profile's files cannot be used. Files that
    /// have changed since they were read are read again, so that a renewed certificate needs no restart.
    [[nodiscard]] tl::expected<ssl_ctx_st *, TlsFailure> forProfile(const TrustProfile &profile);
    /// What peers have shown.
    [[nodiscard]] TlsCertificates &certificates() { return m_certificates; }

private:
    struct Free
    {
        void operator()(ssl_ctx_st *context) const;
    };
    using Context = std::unique_ptr<ssl_ctx_st, Free>;
    using FileTimes = std::array<std::filesystem::file_time_type, 3>; ///< when they were last written
    struct Known
    {
        Context context;
        FileTimes files;
    };
    using Made = tl::expected<Context, TlsFailure>;
    [[nodiscard]] static Made make(const TrustProfile &profile);
    [[nodiscard]] Made take(const TrustProfile &profile);
    [[nodiscard]] static FileTimes filesOf(const TrustProfile &profile);

    std::future<Made> m_ahead; ///< of the default profile; invalid before and once taken
    std::map<TrustProfile, Known> m_contexts;
    TlsCertificates m_certificates;
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>

#include <tl/expected.hpp>

#include "core/probe/trust_profile.h"
#include "core/resilience/failure.h"

struct ssl_ctx_st;

namespace fusebox::probe {

/// OpenSSL's settings for each trust profile, made once: loading the CAs costs far more than a handshake.
/// Every context verifies chain and host name, asks for TLS 1.2 or later and HTTP/1.1, and resumes no session
/// (a resumed handshake would hide certificate faults). Thread: one.
class TlsContexts
{
public:
    TlsContexts();
    ~TlsContexts();

    /// Valid while this object lives. ErrorClass::Tls if the CA file cannot be used; that is not remembered,
    /// so that a file put right is seen at the next call.
    [[nodiscard]] tl::expected<ssl_ctx_st *, resilience::Failure> forProfile(const TrustProfile &profile);

private:
    struct Free
    {
        void operator()(ssl_ctx_st *context) const;
    };
    using Context = std::unique_ptr<ssl_ctx_st, Free>;
    [[nodiscard]] static tl::expected<Context, resilience::Failure> make(const TrustProfile &profile);

    std::map<TrustProfile, Context> m_contexts;
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace fusebox::bench {

/// Records of TLS 1.3 made by hand (RFC 8446, 5.2), since no library sends empty ones: those of a server
/// after its handshake, with TLS_AES_128_GCM_SHA256.
class TlsRecords
{
public:
    /// `secret`: the server's application traffic secret.
    explicit TlsRecords(const std::string &secret);

    /// The next record of application data with `content` in it.
    [[nodiscard]] std::string next(std::string_view content);

private:
    struct Free
    {
        void operator()(EVP_CIPHER_CTX *cipher) const { EVP_CIPHER_CTX_free(cipher); }
    };
    std::unique_ptr<EVP_CIPHER_CTX, Free> m_cipher;
    std::string m_iv;
    std::uint64_t m_count = 0;
};

/// Accepts connections to `listener` for ever, each on a thread of its own. Answers a request with 200 and a
/// body without end, in records of one byte: over every second connection with as many empty ones between
/// them as OpenSSL takes.
[[noreturn]] void serveTinyRecords(int listener, const std::string &certificate,
                                   const std::string &privateKey);

} // namespace fusebox::bench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/tls_records.h"

#include <array>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>

namespace fusebox::bench {

namespace {

constexpr std::size_t keySize = 16;
constexpr std::size_t ivSize = 12;
constexpr std::size_t tagSize = 16;

unsigned char *bytesOf(std::string &text)
{
    return reinterpret_cast<unsigned char *>(text.data());
}

OSSL_PARAM octets(const char *name, std::string &value)
{
    return OSSL_PARAM_construct_octet_string(name, value.data(), value.size());
}

/// HKDF-Expand-Label (RFC 8446, 7.1).
std::string derived(std::string secret, std::string label, std::size_t size)
{
    EVP_KDF *kdf = EVP_KDF_fetch(nullptr, "TLS13-KDF", nullptr);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
    std::string digest = "SHA256";
    std::string prefix = "tls13 ";
    std::string mode = "EXPAND_ONLY";
    const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
                                OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MODE, mode.data(), 0),
                                octets(OSSL_KDF_PARAM_KEY, secret),
                                octets(OSSL_KDF_PARAM_PREFIX, prefix),
                                octets(OSSL_KDF_PARAM_LABEL, label),
                                OSSL_PARAM_construct_end()};
    std::string result(size, '\0');
    EVP_KDF_derive(context, bytesOf(result), size, parameters.data());
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return result;
}

/// The line of the key log that has the server's secret, as it is asked for by the thread that shakes hands.
thread_local std::string loggedSecret;

void takeSecret(const SSL *, const char *line)
{
    const std::string text = line;
    if (!text.starts_with("SERVER_TRAFFIC_SECRET_0 "))
        return;
    loggedSecret.clear();
    for (std::size_t at = text.rfind(' ') + 1; at + 1 < text.size(); at += 2)
        loggedSecret += static_cast<char>(std::stoi(text.substr(at, 2), nullptr, 16));
}

SSL_CTX *contextOf(const std::string &certificate, const std::string &privateKey)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    BIO *chain = BIO_new_mem_buf(certificate.data(), -1);
    BIO *key = BIO_new_mem_buf(privateKey.data(), -1);
    SSL_CTX_use_certificate(context, PEM_read_bio_X509(chain, nullptr, nullptr, nullptr));
    SSL_CTX_use_PrivateKey(context, PEM_read_bio_PrivateKey(key, nullptr, nullptr, nullptr));
    BIO_free(chain);
    BIO_free(key);
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_num_tickets(context, 0); // records that we have not counted
    SSL_CTX_set_keylog_callback(context, takeSecret);
    return context;
}

bool sendAll(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void sendTinyRecords(int descriptor, TlsRecords &records, int empties)
{
    constexpr std::size_t atOnce = 64 * 1024;
    std::string bytes = records.next("HTTP/1.1 200 OK\r\n\r\n");
    while (sendAll(descriptor, bytes))
        for (bytes.clear(); bytes.size() < atOnce; bytes += records.next("x"))
            for (int n = 0; n < empties; ++n)
                bytes += records.next({});
}

void answerTiny(int descriptor, SSL_CTX *context, int empties)
{
    SSL *ssl = SSL_new(context);
    SSL_set_fd(ssl, descriptor);
    std::array<char, 4096> request;
    if (SSL_accept(ssl) == 1 && SSL_read(ssl, request.data(), request.size()) > 0) {
        TlsRecords records(loggedSecret);
        sendTinyRecords(descriptor, records, empties);
    }
    SSL_free(ssl);
    ::close(descriptor);
}

} // namespace

TlsRecords::TlsRecords(const std::string &secret)
    : m_cipher(EVP_CIPHER_CTX_new())
    , m_iv(derived(secret, "iv", ivSize))
{
    std::string key = derived(secret, "key", keySize);
    EVP_EncryptInit_ex(m_cipher.get(), EVP_aes_128_gcm(), nullptr, bytesOf(key), nullptr);
}

std::string TlsRecords::next(std::string_view content)
{
    const std::size_t size = content.size() + 1 + tagSize;
    std::string record{'\x17', '\x03', '\x03', static_cast<char>(size >> 8U), static_cast<char>(size)};
    const std::size_t headSize = record.size();
    std::string nonce = m_iv;
    for (std::size_t n = 0; n < sizeof m_count; ++n)
        nonce[ivSize - 1 - n] = static_cast<char>(nonce[ivSize - 1 - n] ^ (m_count >> (8 * n)));
    ++m_count;
    std::string inner(content);
    inner += '\x17'; // its true type: application data
    record.resize(headSize + size);
    int count = 0;
    EVP_EncryptInit_ex(m_cipher.get(), nullptr, nullptr, nullptr, bytesOf(nonce));
    EVP_EncryptUpdate(m_cipher.get(), nullptr, &count, bytesOf(record), static_cast<int>(headSize));
    EVP_EncryptUpdate(m_cipher.get(), bytesOf(record) + headSize, &count, bytesOf(inner),
                      static_cast<int>(inner.size()));
    EVP_EncryptFinal_ex(m_cipher.get(), bytesOf(record) + headSize + inner.size(), &count);
    EVP_CIPHER_CTX_ctrl(m_cipher.get(), EVP_CTRL_GCM_GET_TAG, tagSize,
                        bytesOf(record) + headSize + inner.size());
    return record;
}

void serveTinyRecords(int listener, const std::string &certificate, const std::string &privateKey)
{
    constexpr int mostEmpties = 32; // in a row
    SSL_CTX *context = contextOf(certificate, privateKey);
    for (int number = 0;; ++number) {
        const int descriptor = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor >= 0)
            std::thread(answerTiny, descriptor, context, number % 2 == 0 ? 0 : mostEmpties).detach();
    }
}

} // namespace fusebox::bench

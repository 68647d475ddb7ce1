// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/held_connection.h"

#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <openssl/evp.h>

namespace fusebox::bench {

namespace {

using std::chrono::steady_clock;

std::string valueOf(const std::string &head, const std::string &field)
{
    const auto begin = head.find("\r\n" + field + ": ");
    if (begin == std::string::npos)
        return {};
    const auto value = begin + field.size() + 4;
    return head.substr(value, head.find("\r\n", value) - value);
}

/// RFC 6455, 4.2.2.
std::string acceptKey(const std::string &key)
{
    const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::array<unsigned char, 64> encoded = {};
    EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
    return reinterpret_cast<const char *>(encoded.data());
}

} // namespace

HeldConnection::HeldConnection(int descriptor, SSL_CTX *tls)
    : m_descriptor(descriptor)
    , m_tls(tls ? SSL_new(tls) : nullptr)
    , m_begin(steady_clock::now())
{
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (m_tls) {
        SSL_set_fd(m_tls.get(), descriptor);
        SSL_set_accept_state(m_tls.get());
    }
}

HeldConnection::~HeldConnection()
{
    if (m_tls)
        SSL_shutdown(m_tls.get());
    ::close(m_descriptor);
}

bool HeldConnection::read()
{
    if (!receive())
        return false;
    if (m_isWebSocket)
        return takeFrames();
    return takeRequest();
}

bool HeldConnection::receive()
{
    std::array<char, 4096> bytes;
    if (m_tls) {
        const int count = SSL_read(m_tls.get(), bytes.data(), bytes.size());
        const int error = SSL_get_error(m_tls.get(), count);
        if (count > 0)
            m_input.append(bytes.data(), static_cast<std::size_t>(count));
        return count > 0 || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    }
    const ssize_t count = ::recv(m_descriptor, bytes.data(), bytes.size(), 0);
    if (count > 0)
        m_input.append(bytes.data(), static_cast<std::size_t>(count));
    return count > 0 || (count < 0 && errno == EAGAIN);
}

bool HeldConnection::takeRequest()
{
    const auto end = m_input.find("\r\n\r\n");
    if (end == std::string::npos)
        return true;
    const std::string head = m_input.substr(0, end + 2);
    m_input.erase(0, end + 4);
    if (const std::string key = valueOf(head, "Sec-WebSocket-Key"); !key.empty()) {
        upgrade(key);
        return true;
    }
    m_path = head.substr(4, head.find(' ', 4) - 4);
    m_closesAfter = valueOf(head, "Connection") == "close";
    m_begin = m_begin.value_or(steady_clock::now());
    if (m_path != "/silent")
        m_due = steady_clock::now() + heldFor;
    return true;
}

void HeldConnection::upgrade(const std::string &key)
{
    m_isWebSocket = true;
    send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: " +
         acceptKey(key) + "\r\n\r\n");
}

/// Small masked frames, as ping and close are; a ping is answered, anything else but the end is passed over.
bool HeldConnection::takeFrames()
{
    while (m_input.size() >= 6) {
        const auto opcode = static_cast<unsigned char>(m_input[0]) & 0x0f;
        const std::size_t length = static_cast<unsigned char>(m_input[1]) & 0x7f;
        if (m_input.size() < 6 + length)
            return true;
        std::string payload = m_input.substr(6, length);
        for (std::size_t i = 0; i < length; ++i)
            payload[i] = static_cast<char>(payload[i] ^ m_input[2 + i % 4]);
        m_input.erase(0, 6 + length);
        if (opcode == 8)
            return false;
        if (opcode == 9)
            send(std::string("\x8a") + static_cast<char>(length) + payload);
    }
    return true;
}

bool HeldConnection::answer()
{
    m_due.reset();
    if (m_path == "/reset") {
        reset();
        return false;
    }
    if (m_path == "/nonsense") {
        send("nonsense\r\n\r\n");
        return false;
    }
    const auto held = steady_clock::now() - *std::exchange(m_begin, std::nullopt);
    send(std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n") + heldField + ": " +
         std::to_string(held.count()) + "\r\n" + (m_closesAfter ? "Connection: close\r\n" : "") + "\r\nok");
    return !m_closesAfter;
}

void HeldConnection::reset()
{
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/// What does not fit into the system's buffer is lost: no answer here is that long.
void HeldConnection::send(const std::string &bytes)
{
    if (m_tls)
        SSL_write(m_tls.get(), bytes.data(), static_cast<int>(bytes.size()));
    else [[maybe_unused]]
        const auto sent = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

} // namespace fusebox::bench

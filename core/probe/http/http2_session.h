// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include <nghttp2/nghttp2.h>

#include "core/probe/http/http_request.h"

namespace fusebox::probe {

/// The frames of HTTP/2 on one connection, as a client sees them: nghttp2's session with our settings (no
/// push, bounded window and head). Bytes go in and come out; what they mean is for the listener.
class Http2Session
{
public:
    /// Hears from inside receive() and drain(). False gives the connection up: the call fails.
    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual bool frameBegan(const nghttp2_frame_hd &header) = 0;
        virtual bool headBegan(std::int32_t stream) = 0;
        virtual bool fieldReceived(std::int32_t stream, QByteArrayView name, QByteArrayView value) = 0;
        virtual bool frameReceived(const nghttp2_frame &frame) = 0;
        virtual bool bodyReceived(std::int32_t stream, QByteArrayView bytes) = 0;
        virtual bool streamClosed(std::int32_t stream, std::uint32_t code) = 0;
        /// A frame that is not allowed has come, or one of ours cannot be sent. An error of nghttp2.
        virtual bool frameRefused(int error) = 0;
    };

    /// What was done with bytes: 0, or an error of nghttp2.
    using Error = int;

    explicit Http2Session(Listener &listener);
    Q_DISABLE_COPY_MOVE(Http2Session)

    /// The number of the new stream; negative: an error.
    [[nodiscard]] std::int32_t submit(const HttpRequest &request);
    [[nodiscard]] Error receive(QByteArrayView bytes);
    /// Puts what is to be sent at the end of `outgoing`.
    [[nodiscard]] Error drain(QByteArray &outgoing);
    /// All of the last request's body was drained: no part of it waits for the peer's window.
    [[nodiscard]] bool hasGivenBody() const { return m_bodyGiven == m_body.size(); }
    /// The peer may say more: neither side has given the connection up.
    [[nodiscard]] bool wantsMore() const { return nghttp2_session_want_read(m_session.get()) != 0; }
    /// Another request may be sent: the peer allows streams at all, and there are numbers left for them.
    [[nodiscard]] bool allowsRequests() const;
    /// What came first was no SETTINGS: the peer speaks something else (RFC 9113, 3.4).
    [[nodiscard]] bool isPeerForeign() const { return m_isPeerForeign; }
    /// nghttp2's last, in words; empty: none.
    [[nodiscard]] const std::string &complaint() const { return m_complaint; }

private:
    struct Free
    {
        void operator()(nghttp2_session *session) const { nghttp2_session_del(session); }
        void operator()(nghttp2_session_callbacks *callbacks) const
        {
            nghttp2_session_callbacks_del(callbacks);
        }
    };

    static void connect(nghttp2_session_callbacks *callbacks);
    [[nodiscard]] static Http2Session &of(void *self) { return *static_cast<Http2Session *>(self); }
    [[nodiscard]] static Listener &listenerOf(void *self) { return of(self).m_listener; }
    ssize_t giveBody(std::uint8_t *buffer, std::size_t size, std::uint32_t *flags);

    Listener &m_listener;
    std::unique_ptr<nghttp2_session, Free> m_session;
    std::string m_complaint;
    bool m_isPeerForeign = false;
    QByteArray m_body; ///< of the request
    qsizetype m_bodyGiven = 0;
};

} // namespace fusebox::probe

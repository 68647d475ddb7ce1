// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/http/http2_frame_meter.h"
#include "core/probe/http/http2_session.h"
#include "core/probe/http/http_exchange.h"
#include "core/probe/http/idle_bytes.h"

namespace fusebox::probe {

/// HTTP/2 (RFC 9113), one stream at a time and no push. Bounded like HTTP/1.1 by the recorder, and within an
/// exchange, or between two, by what brings nothing on (IdleBytes): settings, pings, empty or padded frames
/// and those of unknown types are how peers keep one busy.
class Http2Exchange final : public HttpExchange, private Http2Session::Listener
{
public:
    Http2Exchange();
    Q_DISABLE_COPY_MOVE(Http2Exchange)

    [[nodiscard]] Result begin(const HttpRequest &request, HttpRecorder &recorder) override;
    [[nodiscard]] Result receive(QByteArrayView bytes) override;
    [[nodiscard]] Result finish() override;
    [[nodiscard]] QByteArray takeOutgoing() override { return std::exchange(m_outgoing, {}); }
    [[nodiscard]] bool hasSentAll() const override
    {
        return m_outgoing.isEmpty() && m_session.hasGivenBody();
    }
    [[nodiscard]] bool hasAnswerBegun() const override { return m_hasBegun; }
    [[nodiscard]] bool isReusable() const override;

private:
    bool frameBegan(const nghttp2_frame_hd &header) override;
    bool headBegan(std::int32_t stream) override;
    bool fieldReceived(std::int32_t stream, QByteArrayView name, QByteArrayView value) override;
    bool frameReceived(const nghttp2_frame &frame) override;
    bool bodyReceived(std::int32_t stream, QByteArrayView bytes) override;
    bool streamClosed(std::int32_t stream, std::uint32_t code) override;
    bool frameRefused(int error) override;

    [[nodiscard]] Result receivePiece(QByteArrayView bytes);
    bool takeStatus(QByteArrayView value);
    bool takeTrailer(QByteArrayView name, QByteArrayView value);
    void endHead();
    bool goAway(const nghttp2_goaway &frame);
    bool fail(HttpFailure failure);
    [[nodiscard]] HttpFailure complaintOr(const char *text) const;
    [[nodiscard]] bool isRunning() const { return m_recorder && !m_isComplete; }
    [[nodiscard]] bool isOurs(std::int32_t stream) const { return isRunning() && stream == m_stream; }
    void drain();
    [[nodiscard]] Result conclude();

    Http2Session m_session;
    QByteArray m_outgoing;
    std::optional<HttpFailure> m_failure; ///< ends the connection
    bool m_isGoingAway = false;
    Http2FrameMeter m_meter;
    IdleBytes m_idle;

    std::int32_t m_stream = -1;
    HttpRecorder *m_recorder = nullptr; ///< during an exchange
    qsizetype m_trailerBytes = 0;
    bool m_hasBegun = false;
    bool m_isComplete = false;
    bool m_isStreamClosed = false;
    bool m_wasCutOff = false;
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/probe/http/http_exchange.h"

namespace fusebox::probe {

/// HTTP/2 (RFC 9113), one stream at a time and no push. The one place that knows nghttp2. Bounded like
/// HTTP/1.1 by the recorder, and within an exchange by 1,000 frames that bring no body on: settings, pings
/// and empty frames are how peers keep one busy.
class Http2Exchange final : public HttpExchange
{
public:
    Http2Exchange();
    ~Http2Exchange() override;
    Q_DISABLE_COPY_MOVE(Http2Exchange)

    [[nodiscard]] Result begin(const HttpRequest &request, HttpRecorder &recorder) override;
    [[nodiscard]] Result receive(QByteArrayView bytes) override;
    [[nodiscard]] Result finish() override;
    [[nodiscard]] QByteArray takeOutgoing() override;
    [[nodiscard]] bool hasAnswerBegun() const override;
    [[nodiscard]] bool isReusable() const override;

private:
    class Session;
    std::unique_ptr<Session> m_session;
};

} // namespace fusebox::probe

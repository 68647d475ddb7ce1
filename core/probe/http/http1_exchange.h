// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/probe/http/http_exchange.h"
#include "core/probe/http/http_parser.h"

namespace fusebox::probe {

/// HTTP/1.1, answers of HTTP/1.0 included.
class Http1Exchange final : public HttpExchange
{
public:
    /// Whether the requests ask the peer to keep the connection.
    explicit Http1Exchange(bool keepAlive);

    [[nodiscard]] Result begin(const HttpRequest &request, HttpRecorder &recorder) override;
    [[nodiscard]] Result receive(QByteArrayView bytes) override;
    [[nodiscard]] Result finish() override;
    [[nodiscard]] QByteArray takeOutgoing() override { return std::exchange(m_outgoing, {}); }
    [[nodiscard]] bool hasSentAll() const override { return m_outgoing.isEmpty(); }
    [[nodiscard]] bool hasAnswerBegun() const override { return m_hasBegun; }
    [[nodiscard]] bool isReusable() const override { return m_isReusable; }

private:
    [[nodiscard]] Result conclude(Result result);

    bool m_keepAlive;
    std::optional<HttpParser> m_parser; ///< during an exchange
    QByteArray m_outgoing;
    bool m_hasBegun = false;
    bool m_isReusable = false;
};

} // namespace fusebox::probe

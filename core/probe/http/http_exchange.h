// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/http/http_recorder.h"
#include "core/probe/http/http_request.h"

namespace fusebox::probe {

/// The client's side of HTTP on one connection, without a socket: one exchange after another goes in as a
/// request and comes out as a recorded answer, bytes go in and out. Which version it is only its subclass
/// knows. Every call may leave bytes to be sent: fetch them with takeOutgoing(), also after a failure. All
/// failures end the connection.
class HttpExchange
{
public:
    enum class Progress { NeedsMore, Complete };
    using Result = tl::expected<Progress, HttpFailure>;

    virtual ~HttpExchange() = default;

    /// Begins an exchange; the one before, if any, is complete. The recorder has to live until this one is.
    /// NeedsMore, or a failure if this cannot be sent.
    [[nodiscard]] virtual Result begin(const HttpRequest &request, HttpRecorder &recorder) = 0;
    /// Between exchanges: NeedsMore, or a failure where the peer has no business to send that.
    [[nodiscard]] virtual Result receive(QByteArrayView bytes) = 0;
    /// The peer will send nothing more. Within an exchange: Complete, or a failure if that was not all.
    [[nodiscard]] virtual Result finish() = 0;
    [[nodiscard]] virtual QByteArray takeOutgoing() = 0;

    /// All of the last request has been fetched: none of it waits for the peer to allow more.
    [[nodiscard]] virtual bool hasSentAll() const = 0;
    /// Something of the answer to the last request has come.
    [[nodiscard]] virtual bool hasAnswerBegun() const = 0;
    /// No exchange is under way, and another may follow on this connection.
    [[nodiscard]] virtual bool isReusable() const = 0;
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <tl/expected.hpp>

#include "core/probe/contract/probe.h"
#include "core/probe/http/http_parser.h"
#include "core/probe/http/http_recorder.h"
#include "core/probe/web_socket/upgrade_request.h"

namespace fusebox::probe {

/// A WebSocket begins.
struct Upgraded
{
    QString subprotocol = {};    ///< that the server chose; empty: none
    QByteArrayView surplus = {}; ///< what came after the answer: the first frames
};

/// Reads what a server answers the request for an upgrade with, in whatever pieces that comes, and judges it
/// by RFC 6455, 4.1. Interim answers are passed over; Connection and Upgrade are lists, which may come in
/// several fields. Bounded as every HTTP head is.
class UpgradeAnswer
{
public:
    /// None: more is needed. An answer that refuses is ErrorClass::HttpStatus with the status, the server's
    /// words, its wish (Retry-After) and, of a redirect, the Location in its detail; a 101 that is none, or a
    /// broken answer, WebSocketFault::BadUpgrade; what is no HTTP at all WebSocketFault::NotHttp.
    using Result = tl::expected<std::optional<Upgraded>, ProbeFailure>;

    explicit UpgradeAnswer(UpgradeRequest asked);
    Q_DISABLE_COPY_MOVE(UpgradeAnswer)

    /// Not after Upgraded or a failure.
    [[nodiscard]] Result receive(QByteArrayView bytes);
    /// The server has ended the connection before its answer was whole.
    [[nodiscard]] ProbeFailure finish();

private:
    [[nodiscard]] bool isHttpSoFar() const;
    [[nodiscard]] ProbeFailure notHttp() const;
    [[nodiscard]] Result judge(QByteArrayView surplus) const;
    [[nodiscard]] ProbeFailure refusal() const;
    [[nodiscard]] std::optional<std::string> whatIsWrong() const;

    UpgradeRequest m_asked;
    QByteArray m_first; ///< the first bytes of all, behind empty lines
    HttpRecorder m_recorder;
    HttpParser m_parser;
};

} // namespace fusebox::probe

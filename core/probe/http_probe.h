// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/http_judge.h"
#include "core/probe/http_parser.h"
#include "core/probe/http_request.h"
#include "core/probe/socket_probe.h"

namespace fusebox::probe {

/// Sends one request to an http or https URL over HTTP/1.1 on a connection of its own. A request that HTTP
/// does not allow is ErrorClass::Protocol before anything is dialled. An answer that meets the
/// expectations is success. A connection that ends before the answer's first byte is ErrorClass::Reset,
/// one that ends within it ErrorClass::Protocol. A
/// body longer than asked for is cut off, which is no failure. Nothing is ever sent twice.
class HttpProbe final : public SocketProbe
{
    Q_OBJECT

public:
    using SocketProbe::SocketProbe;

private:
    void begin() override;
    void close() override;
    void transportOpened() override;
    void transportSent() override;
    void transportReceived(QByteArrayView bytes) override;
    void transportEnded(Transport::StreamEnd end) override;

    void proceed(const HttpParser::Result &progress);
    void judge();

    HttpJudge m_judge;
    HttpRequest m_message;
    HttpRecorder m_recorder;
    std::optional<HttpParser> m_parser;
};

} // namespace fusebox::probe

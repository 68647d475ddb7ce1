// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/http_connection.h"
#include "core/probe/http_judge.h"
#include "core/probe/http_redirect.h"
#include "core/probe/timed_probe.h"

namespace fusebox::probe {

/// Sends one request to an http or https URL, follows where it is redirected to, and holds the last answer
/// against what was expected. A request that HTTP does not allow is ErrorClass::Protocol before anything is
/// dialled. A connection that ends before the answer's first byte is ErrorClass::Reset, one that ends within
/// it ErrorClass::Protocol. A body longer than asked for is cut off, which is no failure. Every hop has a
/// connection of its own and its own phase deadlines; the total is that of all. Nothing is ever sent twice.
class HttpProbe final : public TimedProbe, private HttpConnection::Listener
{
    Q_OBJECT

public:
    HttpProbe(const ProbeRequest &request, const Network &network);

private:
    void begin() override;
    void close() override;

    void connectionEntered(Phase phase) override { enter(phase); }
    void connectionOpened() override;
    void exchangeCompleted() override;
    void connectionFailed(const HttpFailure &failure) override { fail(failure); }

    [[nodiscard]] tl::expected<void, HttpFailure> prepare();
    void dial();
    void follow(HttpRedirect redirect);
    void noteHop();
    void judge();

    Network m_network;
    HttpJudge m_judge;
    ProbeRequest m_hop; ///< the request of this hop
    HttpRequest m_message;
    HttpRecorder m_recorder;
    std::vector<std::unique_ptr<HttpConnection>> m_connections; ///< one a hop; all but the last are closed
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/probe/web_socket/web_socket_thread.h"

namespace fusebox::testing {

/// A dialler whose links do what the test says.
class FakeDialler final : public probe::WebSocketDialler
{
    Q_OBJECT

public:
    void open(probe::LinkId id, const probe::WebSocketRequest &request) override
    {
        m_opened.push_back(id);
        m_lastRequest = request;
    }
    void close(probe::LinkId id) override { m_closed.push_back(id); }
    void send(probe::LinkId id, const QString &message) override { m_sent.emplace_back(id, message); }

    void send(probe::LinkId id, const probe::LinkEvent &event) { Q_EMIT linkEvent(id, event); }
    [[nodiscard]] const std::vector<probe::LinkId> &opened() const { return m_opened; }
    [[nodiscard]] const std::vector<probe::LinkId> &closed() const { return m_closed; }
    [[nodiscard]] const std::vector<std::pair<probe::LinkId, QString>> &sent() const { return m_sent; }
    [[nodiscard]] const probe::WebSocketRequest &lastRequest() const { return m_lastRequest; }

private:
    std::vector<probe::LinkId> m_opened;
    std::vector<probe::LinkId> m_closed;
    std::vector<std::pair<probe::LinkId, QString>> m_sent;
    probe::WebSocketRequest m_lastRequest;
};

} // namespace fusebox::testing

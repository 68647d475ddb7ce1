// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include "core/probe/web_socket/link_messages.h"
#include "core/probe/web_socket/message_judge.h"

namespace fusebox::probe {

/// Takes in what a peer sends: counts it, and holds it against what is expected. Thread: one with an event
/// loop; the clock outlives it.
class MessageIntake final : public QObject
{
    Q_OBJECT

public:
    explicit MessageIntake(const resilience::Clock &clock);

    [[nodiscard]] tl::expected<void, HttpFailure> prepare(const WebSocketOptions &options);
    /// The connection is there: the time for the expected message runs from now.
    void begin();
    void take(const QByteArray &message);
    /// No more of it; gives what was not told yet.
    [[nodiscard]] LinkMessages end();

Q_SIGNALS:
    void messages(const fusebox::probe::LinkMessages &messages);
    /// The expected message did not come in time.
    void overdue();

private:
    void tell();

    const resilience::Clock &m_clock;
    MessageFormat m_format = MessageFormat::Any;
    resilience::Nanoseconds m_within{0};
    std::optional<MessageJudge> m_judge; ///< as long as a message is expected
    QTimer m_deadline;
    QTimer m_pause; ///< until messages are told again
    LinkMessages m_untold;
};

} // namespace fusebox::probe

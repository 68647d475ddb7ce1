// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/web_socket/link_messages.h"
#include "core/probe/web_socket/message_judge.h"

namespace fusebox::probe {

/// Takes in what a peer sends: counts it, and holds it against what is expected. The first message is told at
/// once, those of the next tenth of a second together. A machine that reads the clock only to bound how long
/// a message is looked at; the clock outlives it.
class MessageIntake
{
public:
    explicit MessageIntake(const resilience::Clock &clock);

    [[nodiscard]] tl::expected<void, HttpFailure> prepare(const WebSocketOptions &options);
    /// The connection is there: the time for the expected message runs from now.
    void begin(resilience::TimePoint now);
    /// What is to be told at once, if anything.
    [[nodiscard]] std::optional<LinkMessages> take(const QByteArray &message, resilience::TimePoint now);
    /// Likewise of a ping of the server's own kind: it is not counted, but may be what is expected.
    [[nodiscard]] std::optional<LinkMessages> takeAnswered(const QByteArray &message,
                                                           resilience::TimePoint now);

    /// When something is to be told, or the expected message is overdue.
    [[nodiscard]] resilience::TimePoint deadline() const;
    /// What is to be told by now.
    [[nodiscard]] std::optional<LinkMessages> due(resilience::TimePoint now);
    /// The expected message did not come in time.
    [[nodiscard]] bool isOverdue(resilience::TimePoint now) const { return m_judge && now >= m_expectedBy; }
    /// No more of it; gives what was not told yet.
    [[nodiscard]] LinkMessages end();

private:
    void judge(const QByteArray &message);
    [[nodiscard]] bool hasUntold() const { return m_untold.count > 0 || m_untold.isExpected; }

    const resilience::Clock &m_clock;
    MessageFormat m_format = MessageFormat::Any;
    resilience::Nanoseconds m_within{0};
    std::unique_ptr<MessageJudge> m_judge; ///< as long as a message is expected
    resilience::TimePoint m_expectedBy = resilience::TimePoint::max();
    resilience::TimePoint m_tellAgainAt = resilience::TimePoint::min();
    LinkMessages m_untold;
};

} // namespace fusebox::probe

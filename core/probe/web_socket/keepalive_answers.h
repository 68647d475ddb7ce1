// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/contract/faults/http_fault.h"
#include "core/probe/contract/options/web_socket_options.h"
#include "core/probe/match/body_pattern.h"

namespace fusebox::probe {

/// Tells which messages of a server are pings of its own kind, and what each is answered with. Thread: any.
class KeepaliveAnswers
{
public:
    KeepaliveAnswers() = default; ///< to no message

    /// ErrorClass::Assertion if one of them can be held against nothing.
    [[nodiscard]] static tl::expected<KeepaliveAnswers, HttpFailure>
    create(const std::vector<KeepaliveAnswer> &answers);

    /// Of the first that fits `message`, as long as this lives; none: it is no ping. All regular expressions
    /// together are tried for 10 ms of the clock's time at most; one that is given up does not fit.
    [[nodiscard]] const QString *answerTo(const QByteArray &message, const resilience::Clock &clock) const;

private:
    struct Answer
    {
        QByteArray whole;
        std::optional<BodyPattern> pattern;
        QString send;
    };

    std::vector<Answer> m_answers = {};
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/contract/options/web_socket_options.h"
#include "core/probe/match/body_pattern.h"
#include "core/probe/match/json_conditions.h"

namespace fusebox::probe {

/// Holds messages, hostile ones, against what was expected of one of them.
class MessageJudge
{
public:
    /// ErrorClass::Assertion if the expectation cannot be held against anything.
    [[nodiscard]] static tl::expected<MessageJudge, HttpFailure> create(const MessageExpectation &expected);

    /// The clock bounds how long a regular expression is tried; given up, it is not met.
    [[nodiscard]] bool isMet(const QByteArray &message, const resilience::Clock &clock) const;

private:
    [[nodiscard]] bool hasPattern(const QByteArray &message, const resilience::Clock &clock) const;

    QByteArray m_contains = {};
    std::optional<BodyPattern> m_pattern = {};
    JsonConditions m_json = {};
};

/// As parsers of hostile text go: at most 64 levels deep.
[[nodiscard]] bool isJson(const QByteArray &message);

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/probe/http/http_recorder.h"
#include "core/probe/match/body_pattern.h"
#include "core/probe/match/json_conditions.h"

namespace fusebox::probe {

/// Holds an answer against what was expected of it.
class HttpJudge
{
public:
    /// The same as with no expectations but a status of 200 to 399.
    HttpJudge() = default;
    /// ErrorClass::Assertion if an expectation cannot be held against anything: no regular expression, no
    /// JSON pointer, no JSON scalar.
    [[nodiscard]] static tl::expected<HttpJudge, HttpFailure> create(const HttpExpectations &expectations);

    /// All text that is expected of the body is in what has come of it. Not where JSON is expected, which has
    /// an end.
    [[nodiscard]] bool hasFoundAll(const HttpRecorder &answer, const resilience::Clock &clock) const;
    /// How much of a body of at most `maxBody` bytes has to be kept to be judged.
    [[nodiscard]] qsizetype bodyNeeded(std::int64_t maxBody) const;

    /// The first expectation that does not hold, with what was found as the peer wrote it: hostile, and
    /// perhaps long. What cannot be known because the body was cut off or cannot be read does not hold.
    /// Bodies are held against them as text (bodyText()), without their codings. The clock bounds how long a
    /// regular expression is tried.
    [[nodiscard]] std::optional<HttpFailure> verdict(const HttpRecorder &answer,
                                                     resilience::Nanoseconds latency,
                                                     const resilience::Clock &clock) const;

private:
    using Verdict = std::optional<HttpFailure>;
    [[nodiscard]] Verdict ofStatus(const HttpRecorder &answer) const;
    [[nodiscard]] Verdict ofHeaders(const HttpRecorder &answer) const;
    [[nodiscard]] Verdict ofSize(const HttpRecorder &answer) const;
    [[nodiscard]] Verdict ofBody(const HttpRecorder &answer, const resilience::Clock &clock) const;
    [[nodiscard]] Verdict ofWords(const HttpRecorder &answer, const resilience::Clock &clock) const;
    [[nodiscard]] Verdict ofJson(const HttpRecorder &answer) const;
    [[nodiscard]] Verdict ofText(const QByteArray &text, const QByteArray &body) const;
    [[nodiscard]] Verdict ofPattern(const QByteArray &text, const resilience::Clock &clock) const;
    [[nodiscard]] bool looksAtBody() const;
    [[nodiscard]] Verdict ofLatency(resilience::Nanoseconds latency) const;

    HttpExpectations m_expected = {};
    std::optional<BodyPattern> m_pattern = {};
    JsonConditions m_json = {};
};

} // namespace fusebox::probe

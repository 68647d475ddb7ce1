// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_judge.h"

#include <algorithm>
#include <limits>

#include "core/probe/contract/http_text.h"
#include "core/probe/http/body_text.h"
#include "core/probe/http/http_retry_after.h"
#include "core/probe/match/byte_search.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using Kind = HttpFault::Kind;

namespace {

/// All checks of the thread wait while a regular expression is tried.
constexpr std::chrono::milliseconds patternBudget(40);

/// Why the body cannot be read at all.
std::optional<HttpFailure> ofCoding(const HttpRecorder &answer)
{
    if (!answer.decoder())
        return {};
    switch (answer.decoder()->state()) {
    case HttpDecoder::State::Sound:
    case HttpDecoder::State::Full: return {};
    case HttpDecoder::State::UnknownCoding:
        return unmetExpectation(Kind::UnknownCoding, 0, answer.decoder()->unknownCoding().toStdString());
    case HttpDecoder::State::Malformed: return unmetExpectation(Kind::BadCoding);
    case HttpDecoder::State::TooDense: return unmetExpectation(Kind::TooDense);
    }
    return {};
}

/// Of several the last, as browsers have it.
QByteArray contentTypeOf(const HttpRecorder &answer)
{
    QByteArray type;
    for (const HttpField &field : answer.fields())
        if (equalsWithoutCase(field.name, "content-type"))
            type = field.value;
    return type;
}

/// What was not found may be there in a charset that nobody here knows.
HttpFailure named(const HttpFailure &failure, const BodyText &body)
{
    using enum HttpFault::Kind;
    const Kind kind = failure.fault->kind;
    const bool wasNotFound = kind == BodyLacks || kind == BodyDoesNotMatch || kind == NoJson;
    if (!wasNotFound || body.unknownCharset.isEmpty())
        return failure;
    return unmetExpectation(UnknownCharset, 0, body.unknownCharset.toStdString());
}

bool holdsBytes(const HeaderExpectation &expected, const QByteArray &value)
{
    switch (expected.kind) {
    case HeaderExpectation::Kind::Present: return true;
    case HeaderExpectation::Kind::Equals: return value == expected.value;
    case HeaderExpectation::Kind::Contains: return value.contains(expected.value);
    }
    return false;
}

/// In UTF-8, or in Latin 1, which is what fields were once (RFC 9110, 5.5).
bool holds(const HeaderExpectation &expected, const QByteArray &value)
{
    return holdsBytes(expected, value) || holdsBytes(expected, QString::fromLatin1(value).toUtf8());
}

} // namespace

tl::expected<HttpJudge, HttpFailure> HttpJudge::create(const HttpExpectations &expectations)
{
    HttpJudge judge;
    judge.m_expected = expectations;
    if (!expectations.bodyMatches.isEmpty()) {
        auto pattern = BodyPattern::create(expectations.bodyMatches);
        if (!pattern)
            return tl::unexpected(unmetExpectation(Kind::BadPattern, 0, pattern.error().reason));
        judge.m_pattern = std::move(*pattern);
    }
    auto json = JsonConditions::create(expectations.json);
    if (!json)
        return tl::unexpected(std::move(json.error()));
    judge.m_json = std::move(*json);
    return judge;
}

bool HttpJudge::hasFoundAll(const HttpRecorder &answer, const resilience::Clock &clock) const
{
    return m_json.isEmpty() && !ofWords(answer, clock);
}

qsizetype HttpJudge::bodyNeeded(std::int64_t maxBody) const
{
    return looksAtBody() ? static_cast<qsizetype>(std::max<std::int64_t>(maxBody, 0)) : 0;
}

bool HttpJudge::looksAtBody() const
{
    return !m_expected.bodyContains.isEmpty() || m_pattern || !m_json.isEmpty();
}

std::optional<HttpFailure> HttpJudge::verdict(const HttpRecorder &answer, resilience::Nanoseconds latency,
                                              const resilience::Clock &clock) const
{
    if (auto failure = ofStatus(answer))
        return failure;
    if (auto failure = ofHeaders(answer))
        return failure;
    if (auto failure = ofSize(answer))
        return failure;
    if (auto failure = ofBody(answer, clock))
        return failure;
    return ofLatency(latency);
}

HttpJudge::Verdict HttpJudge::ofStatus(const HttpRecorder &answer) const
{
    const auto isIn = [&](StatusRange range) {
        return answer.status() >= range.first && answer.status() <= range.last;
    };
    if (m_expected.status.empty() || std::any_of(m_expected.status.begin(), m_expected.status.end(), isIn))
        return {};
    return HttpFailure{{.errorClass = ErrorClass::HttpStatus,
                        .status = answer.status(),
                        .retryAfter = retryAfterIn(answer.fields()),
                        .detail = answer.reason().toStdString()},
                       {}};
}

HttpJudge::Verdict HttpJudge::ofHeaders(const HttpRecorder &answer) const
{
    for (std::size_t i = 0; i < m_expected.headers.size(); ++i) {
        const HeaderExpectation &expected = m_expected.headers[i];
        const auto isMet = [&](const HttpField &field) {
            return equalsWithoutCase(field.name, expected.name) && holds(expected, field.value);
        };
        if (std::any_of(answer.fields().begin(), answer.fields().end(), isMet))
            continue;
        const auto found = answer.field(expected.name);
        return found ? unmetExpectation(Kind::HeaderDiffers, i, found->toStdString())
                     : unmetExpectation(Kind::HeaderMissing, i);
    }
    return {};
}

HttpJudge::Verdict HttpJudge::ofSize(const HttpRecorder &answer) const
{
    if (!m_expected.maxSize)
        return {};
    const std::int64_t atLeast = answer.bodySize() + (answer.isCutOff() ? 1 : 0);
    if (atLeast > *m_expected.maxSize)
        return unmetExpectation(Kind::TooLarge);
    return answer.isCutOff() ? Verdict(unmetExpectation(Kind::CutOff)) : std::nullopt;
}

/// A body that is not all there may hold what is not found in it, and is no JSON. Some servers name a coding
/// that is none ("utf-8", "none"): what is plain is found, and else the coding is to blame.
HttpJudge::Verdict HttpJudge::ofBody(const HttpRecorder &answer, const resilience::Clock &clock) const
{
    if (!looksAtBody())
        return {};
    const auto unread = ofCoding(answer);
    if (unread && unread->fault->kind != Kind::UnknownCoding)
        return unread;
    auto failure = ofWords(answer, clock);
    if (!failure)
        failure = ofJson(answer);
    if (failure && unread)
        return unread;
    const bool mayBeBehind = failure && failure->fault->kind != Kind::PatternGaveUp;
    return mayBeBehind && answer.isKeptInPart() ? Verdict(unmetExpectation(Kind::CutOff)) : failure;
}

HttpJudge::Verdict HttpJudge::ofWords(const HttpRecorder &answer, const resilience::Clock &clock) const
{
    if (m_expected.bodyContains.isEmpty() && !m_pattern)
        return {};
    const BodyText body = bodyText(answer.body(), contentTypeOf(answer));
    auto failure = ofText(body.text, answer.body());
    if (!failure)
        failure = ofPattern(body.text, clock);
    return failure ? named(*failure, body) : failure;
}

HttpJudge::Verdict HttpJudge::ofJson(const HttpRecorder &answer) const
{
    if (m_json.isEmpty())
        return {};
    if (answer.isKeptInPart())
        return unmetExpectation(Kind::CutOff);
    const BodyText body = jsonText(answer.body(), contentTypeOf(answer));
    const auto failure = m_json.verdict(body.text);
    return failure ? named(*failure, body) : failure;
}

/// What is sought may also be bytes, which are there in the body as it came.
HttpJudge::Verdict HttpJudge::ofText(const QByteArray &text, const QByteArray &body) const
{
    const bool isFound = holdsBytes(text, m_expected.bodyContains) ||
                         (text != body && holdsBytes(body, m_expected.bodyContains));
    return isFound ? Verdict() : unmetExpectation(Kind::BodyLacks);
}

HttpJudge::Verdict HttpJudge::ofPattern(const QByteArray &text, const resilience::Clock &clock) const
{
    if (!m_pattern)
        return {};
    switch (m_pattern->findIn(text, clock, patternBudget)) {
    case BodyPattern::Found::Yes: return {};
    case BodyPattern::Found::No: return unmetExpectation(Kind::BodyDoesNotMatch);
    case BodyPattern::Found::GaveUp: break;
    }
    return unmetExpectation(Kind::PatternGaveUp);
}

HttpJudge::Verdict HttpJudge::ofLatency(resilience::Nanoseconds latency) const
{
    if (m_expected.maxLatency && latency > *m_expected.maxLatency)
        return unmetExpectation(Kind::TooSlow);
    return {};
}

} // namespace fusebox::probe

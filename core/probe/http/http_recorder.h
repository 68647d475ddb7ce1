// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include <tl/expected.hpp>

#include <QByteArrayView>

#include "core/probe/contract/facts/http_answer.h"
#include "core/probe/contract/faults/http_fault.h"
#include "core/probe/http/http_coding.h"

namespace fusebox::probe {

/// Takes in one answer as it comes, whatever version of HTTP brings it, and keeps the same limits for all:
/// 200 fields and 64 KiB of names and values are the most it takes, and of a body what was asked for.
class HttpRecorder
{
public:
    static constexpr std::size_t maxFields = 200;
    static constexpr qsizetype maxFieldBytes = 64 * 1024;

    using Taken = tl::expected<void, HttpFailure>;

    HttpRecorder() = default;
    /// Reads `maxBody` bytes of the body, at most HttpOptions::mostBody. For body() it keeps the first
    /// `keepBody` of them without their codings (as they came, where one is unknown), for answer() the first
    /// `keepInAnswer` as they came.
    HttpRecorder(std::int64_t maxBody, qsizetype keepBody, qsizetype keepInAnswer = HttpAnswer::keptBody);

    /// A head begins: what was known of one before (an interim answer's) is forgotten.
    void beginHead(HttpDialect dialect, int status, QByteArrayView reason);
    /// ErrorClass::Protocol when there are too many.
    [[nodiscard]] Taken takeField(QByteArrayView name, QByteArrayView value);
    /// The head was that of the answer, and has come in full.
    void endHead();
    void takeBody(QByteArrayView bytes);
    /// Asked now and then of an answer without end, of which something is expected: whether what has come is
    /// enough.
    void endWhen(std::function<bool()> isEnough) { m_isEnough = std::move(isEnough); }
    /// The answer has come, in full or cut off.
    void end() { m_hasEnded = true; }
    /// Its end was the end of a stream that may have been longer.
    void doubtEnd() { m_isEndDoubtful = true; }

    [[nodiscard]] bool hasHead() const { return m_hasHead; }
    /// All of the body that will be read has been: more of it changes nothing.
    [[nodiscard]] bool takesNoMore() const { return m_bodyCut; }
    /// Something of the body, or of its text without the codings, was too long to be kept.
    [[nodiscard]] bool isCutOff() const
    {
        return m_bodyCut || (m_decoder && m_decoder->state() == HttpDecoder::State::Full);
    }
    /// What body() lacks was read, or would have been.
    [[nodiscard]] bool isKeptInPart() const { return isCutOff() || m_bodySize > m_keepBody; }

    [[nodiscard]] HttpDialect dialect() const { return m_dialect; }
    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] const QByteArray &reason() const { return m_reason; }
    [[nodiscard]] const std::vector<HttpField> &fields() const { return m_fields; }
    /// The first field of that name.
    [[nodiscard]] std::optional<QByteArray> field(QByteArrayView name) const;
    [[nodiscard]] const QByteArray &body() const { return m_body; }
    /// What was done to take the codings off the body; none, if none of it is kept.
    [[nodiscard]] const std::optional<HttpDecoder> &decoder() const { return m_decoder; }
    [[nodiscard]] std::int64_t bodySize() const { return m_bodySize; }

    /// The bounded record; none before the head has come.
    [[nodiscard]] std::optional<HttpAnswer> answer() const;

private:
    [[nodiscard]] bool isEndless() const;
    void endIfEnough();
    [[nodiscard]] bool isDecoded() const
    {
        return m_decoder && !m_decoder->isIdentity() &&
               m_decoder->state() != HttpDecoder::State::UnknownCoding; // which is left as it is
    }

    std::int64_t m_maxBody = 0;
    qsizetype m_keepBody = 0;
    qsizetype m_keepInAnswer = HttpAnswer::keptBody;
    HttpDialect m_dialect = HttpDialect::Http11;
    int m_status = 0;
    QByteArray m_reason;
    std::vector<HttpField> m_fields;
    qsizetype m_fieldBytes = 0;
    bool m_hasHead = false;
    std::optional<HttpDecoder> m_decoder;
    QByteArray m_body;
    QByteArray m_coded; ///< its beginning as it came, where that is something else
    std::int64_t m_bodySize = 0;
    bool m_bodyCut = false;
    bool m_isEndless = false;
    std::function<bool()> m_isEnough;
    std::int64_t m_lookedAt = 0; ///< what had come when it was asked last
    bool m_hasEnded = false;
    bool m_isEndDoubtful = false;
};

} // namespace fusebox::probe

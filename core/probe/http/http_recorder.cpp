// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_recorder.h"

#include <algorithm>
#include <array>

#include "core/probe/contract/http_text.h"

namespace fusebox::probe {

namespace {

constexpr qsizetype keptReason = 1024;

qsizetype sizeOf(const HttpField &field)
{
    return field.name.size() + field.value.size();
}

} // namespace

HttpRecorder::HttpRecorder(std::int64_t maxBody, qsizetype keepBody, qsizetype keepInAnswer)
    : m_maxBody(std::clamp<std::int64_t>(maxBody, 0, HttpOptions::mostBody))
    , m_keepBody(keepBody)
    , m_keepInAnswer(keepInAnswer)
{
}

void HttpRecorder::beginHead(HttpDialect dialect, int status, QByteArrayView reason)
{
    m_dialect = dialect;
    m_status = status;
    m_reason = firstOf(reason, keptReason);
    m_fields.clear();
    m_fieldBytes = 0;
}

HttpRecorder::Taken HttpRecorder::takeField(QByteArrayView name, QByteArrayView value)
{
    m_fieldBytes += name.size() + value.size();
    if (m_fields.size() >= maxFields || m_fieldBytes > maxFieldBytes)
        return tl::unexpected(httpFailure(resilience::ErrorClass::Protocol, {HttpFault::Kind::HeadTooLarge}));
    m_fields.push_back({name.toByteArray(), value.toByteArray()});
    return {};
}

/// What is sent for as long as somebody listens: whoever wants nothing of it has seen enough with the head.
bool HttpRecorder::isEndless() const
{
    constexpr std::array streams{"text/event-stream",
                                 "multipart/x-mixed-replace",
                                 "application/x-ndjson",
                                 "application/stream+json",
                                 "application/ogg",
                                 "audio/",
                                 "video/"};
    const QByteArray type = field("content-type").value_or(QByteArray()).trimmed().toLower();
    return !field("content-length") &&
           std::ranges::any_of(streams, [&type](const char *stream) { return type.startsWith(stream); });
}

void HttpRecorder::endHead()
{
    m_hasHead = true;
    m_isEndless = isEndless();
    m_bodyCut = m_isEndless && m_keepBody == 0;
    if (m_keepBody > 0)
        m_decoder.emplace(m_fields, std::min<std::int64_t>(m_keepBody, m_maxBody));
}

void HttpRecorder::takeBody(QByteArrayView bytes)
{
    const std::int64_t room = m_maxBody - m_bodySize;
    const auto read = bytes.first(static_cast<qsizetype>(std::min<std::int64_t>(room, bytes.size())));
    m_bodyCut = m_bodyCut || read.size() < bytes.size();
    m_bodySize += read.size();
    const auto keep = [read](QByteArray &kept, qsizetype limit) {
        kept += read.first(std::clamp<qsizetype>(limit - kept.size(), 0, read.size()));
    };
    if (!isDecoded()) {
        keep(m_body, std::max(m_keepBody, m_keepInAnswer));
        return endIfEnough();
    }
    keep(m_coded, m_keepInAnswer);
    m_body += m_decoder->decode(read);
    if (m_decoder->hasFailed())
        m_body.clear(); // nothing was said: how much came before the fault hangs on how the bytes were cut
    endIfEnough();
}

/// Each time that it has grown by a sixteenth: looking costs as much as what is looked at.
void HttpRecorder::endIfEnough()
{
    if (!m_isEndless || !m_isEnough || m_bodySize - m_lookedAt <= m_bodySize / 16)
        return;
    m_lookedAt = m_bodySize;
    m_bodyCut = m_bodyCut || m_isEnough();
}

std::optional<QByteArray> HttpRecorder::field(QByteArrayView name) const
{
    for (const HttpField &field : m_fields)
        if (equalsWithoutCase(field.name, name))
            return field.value;
    return {};
}

std::optional<HttpAnswer> HttpRecorder::answer() const
{
    if (!m_hasHead)
        return {};
    HttpAnswer answer{.dialect = m_dialect,
                      .status = m_status,
                      .reason = m_reason,
                      .body = firstOf(isDecoded() ? m_coded : m_body, m_keepInAnswer),
                      .bodySize = m_bodySize,
                      .bodyCut = isCutOff()};
    if (m_hasEnded && !isCutOff())
        answer.endConfirmed = !m_isEndDoubtful;
    answer.fields.reserve(std::min(m_fields.size(), HttpAnswer::keptFields));
    qsizetype bytes = 0;
    for (const HttpField &field : m_fields) {
        bytes += sizeOf(field);
        answer.fieldsCut =
            answer.fields.size() >= HttpAnswer::keptFields || bytes > HttpAnswer::keptFieldBytes;
        if (answer.fieldsCut)
            break;
        answer.fields.push_back(field);
    }
    return answer;
}

} // namespace fusebox::probe

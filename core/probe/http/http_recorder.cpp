// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_recorder.h"

#include <algorithm>

#include "core/probe/http/http_text.h"

namespace fusebox::probe {

namespace {

constexpr qsizetype keptReason = 1024;

qsizetype sizeOf(const HttpField &field)
{
    return field.name.size() + field.value.size();
}

} // namespace

HttpRecorder::HttpRecorder(std::int64_t maxBody, qsizetype keepBody, qsizetype keepInAnswer)
    : m_maxBody(std::clamp<std::int64_t>(maxBody, 0, mostBody))
    , m_keepBody(std::max(keepBody, keepInAnswer))
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

void HttpRecorder::takeBody(QByteArrayView bytes)
{
    const std::int64_t room = m_maxBody - m_bodySize;
    const auto read = bytes.first(static_cast<qsizetype>(std::min<std::int64_t>(room, bytes.size())));
    m_bodyCut = m_bodyCut || read.size() < bytes.size();
    m_bodySize += read.size();
    m_body += read.first(std::min(read.size(), m_keepBody - m_body.size()));
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
                      .body = firstOf(m_body, m_keepInAnswer),
                      .bodySize = m_bodySize,
                      .bodyCut = m_bodyCut};
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

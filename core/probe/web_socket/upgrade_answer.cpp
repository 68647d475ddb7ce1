// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/upgrade_answer.h"

#include <algorithm>

#include "core/probe/contract/failure_detail.h"
#include "core/probe/contract/http_text.h"
#include "core/probe/http/http_retry_after.h"
#include "core/probe/web_socket/web_socket_failure.h"

namespace fusebox::probe {

using resilience::ErrorClass;

namespace {

constexpr qsizetype keptFirst = 84; // bytes of what may be no HTTP: a greeting, and whether it goes on
constexpr QByteArrayView httpBegins = "HTTP/";

QByteArrayList valuesOf(const HttpRecorder &answer, QByteArrayView name)
{
    QByteArrayList values;
    for (const HttpField &field : answer.fields()) {
        if (equalsWithoutCase(field.name, name) && !field.value.trimmed().isEmpty())
            values += field.value.trimmed();
    }
    return values;
}

/// A list may be spread over several fields (RFC 9110, 5.3).
bool hasInList(const HttpRecorder &answer, QByteArrayView name, QByteArrayView wanted)
{
    const QByteArrayList entries = valuesOf(answer, name).join(',').split(',');
    return std::ranges::any_of(
        entries, [wanted](const QByteArray &entry) { return equalsWithoutCase(entry.trimmed(), wanted); });
}

bool isLineEnd(char c)
{
    return c == '\r' || c == '\n';
}

/// Which some send first, and everybody passes over.
QByteArrayView withoutEmptyLines(QByteArrayView bytes)
{
    return {std::ranges::find_if_not(bytes, isLineEnd), bytes.end()};
}

} // namespace

UpgradeAnswer::UpgradeAnswer(UpgradeRequest asked)
    : m_asked(std::move(asked))
    , m_parser(m_recorder, false)
{
}

UpgradeAnswer::Result UpgradeAnswer::receive(QByteArrayView bytes)
{
    const QByteArrayView first = m_first.isEmpty() ? withoutEmptyLines(bytes) : bytes;
    m_first += first.first(std::min(first.size(), keptFirst - m_first.size()));
    if (!isHttpSoFar())
        return tl::unexpected(notHttp());
    const auto parsed = m_parser.feed(bytes);
    if (!parsed)
        return tl::unexpected(webSocketFailure(WebSocketFault::BadUpgrade, parsed.error().detail));
    if (*parsed == HttpParser::Progress::NeedsMore)
        return std::nullopt;
    return judge(bytes.last(m_parser.excess()));
}

ProbeFailure UpgradeAnswer::finish()
{
    if (m_first.isEmpty())
        return {{.errorClass = ErrorClass::Reset, .detail = endOfStream}, Phase::Wait};
    return webSocketFailure(WebSocketFault::BadUpgrade, "end of stream within the answer");
}

bool UpgradeAnswer::isHttpSoFar() const
{
    const auto size = std::min(m_first.size(), httpBegins.size());
    return QByteArrayView(m_first).first(size) == httpBegins.first(size);
}

ProbeFailure UpgradeAnswer::notHttp() const
{
    return webSocketFailure(WebSocketFault::NotHttp, greetingIn(m_first).toStdString());
}

UpgradeAnswer::Result UpgradeAnswer::judge(QByteArrayView surplus) const
{
    if (m_recorder.status() != 101)
        return tl::unexpected(refusal());
    if (const auto wrong = whatIsWrong())
        return tl::unexpected(webSocketFailure(WebSocketFault::BadUpgrade, *wrong));
    const QByteArrayList chosen = valuesOf(m_recorder, "Sec-WebSocket-Protocol");
    return Upgraded{chosen.isEmpty() ? QString() : QString::fromLatin1(chosen.front()), surplus};
}

ProbeFailure UpgradeAnswer::refusal() const
{
    ProbeFailure failure{{.errorClass = ErrorClass::HttpStatus,
                          .status = m_recorder.status(),
                          .retryAfter = retryAfterIn(m_recorder.fields()),
                          .detail = m_recorder.reason().toStdString()},
                         Phase::Wait};
    const auto location = m_recorder.field("Location");
    if (location && m_recorder.status() / 100 == 3)
        failure.detail += (failure.detail.empty() ? "" : ", ") + (locationWord + location->toStdString());
    return failure;
}

/// RFC 6455, 4.1, in its order.
std::optional<std::string> UpgradeAnswer::whatIsWrong() const
{
    if (m_recorder.dialect() == HttpDialect::Http10)
        return "in HTTP/1.0, which knows no upgrade";
    if (!hasInList(m_recorder, "Upgrade", "websocket"))
        return "no Upgrade to websocket";
    if (!hasInList(m_recorder, "Connection", "upgrade"))
        return "no Connection: Upgrade";
    const QByteArrayList accept = valuesOf(m_recorder, "Sec-WebSocket-Accept");
    if (accept.isEmpty())
        return "no Sec-WebSocket-Accept";
    if (accept.size() > 1)
        return "more than one Sec-WebSocket-Accept";
    if (accept != QByteArrayList{m_asked.accept})
        return "a Sec-WebSocket-Accept that does not answer our key";
    if (const auto extensions = valuesOf(m_recorder, "Sec-WebSocket-Extensions"); !extensions.isEmpty())
        return "an extension that was not asked for: " + extensions.join(", ").toStdString();
    const QByteArrayList chosen = valuesOf(m_recorder, "Sec-WebSocket-Protocol");
    if (chosen.size() > 1)
        return "more than one subprotocol: " + chosen.join(", ").toStdString();
    if (!chosen.isEmpty() && !m_asked.subprotocols.contains(QString::fromLatin1(chosen.front())))
        return "a subprotocol that was not asked for: " + chosen.front().toStdString();
    return {};
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_parser.h"

#include <algorithm>
#include <charconv>

#include "core/probe/contract/http_text.h"
#include "core/probe/http/http_lists.h"

namespace fusebox::probe {

using Kind = HttpFault::Kind;
using resilience::ErrorClass;

namespace {

constexpr qsizetype maxLineBytes = 64 * 1024;
constexpr QByteArrayView httpPrefix = "HTTP/";
constexpr QByteArrayView versionPrefix = "HTTP/1.";
constexpr qsizetype versionSize = versionPrefix.size() + 1;

tl::unexpected<HttpFailure> garbled(const char *detail)
{
    return tl::unexpected(HttpFailure{{.errorClass = ErrorClass::Protocol, .detail = detail}, {}});
}

/// Of a first line that begins otherwise than those that are read.
tl::unexpected<HttpFailure> unreadable(QByteArrayView line)
{
    if (line.startsWith(httpPrefix))
        return garbled("bad version");
    return tl::unexpected(httpFailure(ErrorClass::Protocol, {Kind::NotHttp}, greetingIn(line).toStdString()));
}

tl::unexpected<HttpFailure> parserRefuses(Kind kind)
{
    return tl::unexpected(httpFailure(ErrorClass::Protocol, {kind}));
}

bool isStatusDigit(char c)
{
    return c >= '0' && c <= '9';
}

QByteArrayView withoutBlanks(QByteArrayView text)
{
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text;
}

bool isInterim(int status)
{
    return status / 100 == 1 && status != 101;
}

/// Digits in base 16, of which there may be zeros without end.
std::optional<std::uint64_t> chunkSizeFrom(QByteArrayView text)
{
    std::uint64_t size = 0;
    const auto result = std::from_chars(text.begin(), text.end(), size, 16);
    const bool isWhole = result.ec == std::errc() && result.ptr == text.end();
    return isWhole ? std::optional(size) : std::nullopt;
}

} // namespace

HttpParser::HttpParser(HttpRecorder &recorder, bool expectsBody)
    : m_recorder(recorder)
    , m_expectsBody(expectsBody)
{
}

HttpParser::Result HttpParser::feed(QByteArrayView bytes)
{
    m_idle.received(bytes.size());
    while (!bytes.isEmpty() && m_stage != Stage::Done) {
        if (!readsLines())
            takeBody(bytes);
        else if (const auto taken = takeLines(bytes); !taken)
            return tl::unexpected(taken.error());
        if (m_recorder.takesNoMore())
            m_stage = Stage::Done;
    }
    m_excess = bytes.size();
    m_mayBeKept = m_mayBeKept && bytes.isEmpty();
    if (m_stage == Stage::Done)
        return Progress::Complete;
    if (const auto checked = checkBounds(); !checked)
        return tl::unexpected(checked.error());
    return Progress::NeedsMore;
}

bool HttpParser::readsLines() const
{
    return m_stage != Stage::Counted && m_stage != Stage::UntilTheEnd && m_stage != Stage::ChunkData;
}

/// As many lines as there are, as long as there are lines.
HttpParser::Taken HttpParser::takeLines(QByteArrayView &bytes)
{
    while (readsLines() && m_stage != Stage::Done) {
        const qsizetype end = bytes.indexOf('\n');
        const auto piece = bytes.first(end < 0 ? bytes.size() : end + 1);
        bytes = bytes.sliced(piece.size());
        m_line.append(piece);
        m_lineBytes += piece.size();
        if (m_lineBytes > maxLineBytes)
            return parserRefuses(Kind::HeadTooLarge);
        if (end < 0)
            return checkBeginning();
        QByteArrayView line = QByteArrayView(m_line).chopped(1);
        if (line.endsWith('\r'))
            line.chop(1);
        if (const auto taken = takeLine(line); !taken)
            return taken;
        m_line.resize(0);
    }
    return {};
}

HttpParser::Taken HttpParser::takeLine(QByteArrayView line)
{
    switch (m_stage) {
    case Stage::StatusLine: return takeStatusLine(line);
    case Stage::Fields: return takeFieldLine(line);
    case Stage::ChunkSize: return takeChunkSize(line);
    case Stage::ChunkEnd:
        if (!line.isEmpty())
            return garbled("bad chunk");
        m_stage = Stage::ChunkSize;
        m_lineBytes = 0;
        return {};
    case Stage::Trailers:
        if (line.isEmpty())
            m_stage = Stage::Done;
        return {};
    default: return {};
    }
}

/// Something that will never be HTTP is told at once: it may be a server that waits for us to go on.
HttpParser::Taken HttpParser::checkBeginning() const
{
    const qsizetype known = std::min(m_line.size(), versionPrefix.size());
    const bool mayBeEmpty = m_line == "\r";
    if (m_stage == Stage::StatusLine && !mayBeEmpty && m_line.first(known) != versionPrefix.first(known))
        return unreadable(m_line);
    return {};
}

/// Servers leave out the reason, which they may, and with it the blank before it, which they may not (RFC
/// 9112, 4).
HttpParser::Taken HttpParser::takeStatusLine(QByteArrayView line)
{
    if (line.isEmpty())
        return {};
    if (line.size() <= versionSize || !line.startsWith(versionPrefix) ||
        !isStatusDigit(line[versionSize - 1]) || !isBlank(line[versionSize]))
        return unreadable(line);
    const auto rest = withoutBlanks(line.sliced(versionSize));
    const auto status = rest.first(std::min<qsizetype>(rest.size(), 3));
    const auto reason = rest.sliced(status.size());
    const bool isWhole = status.size() == 3 && std::ranges::all_of(status, isStatusDigit) &&
                         status[0] != '0' && (reason.isEmpty() || isBlank(reason.front()));
    if (!isWhole)
        return garbled("bad status");
    if (reason.contains('\0') || reason.contains('\r'))
        return garbled("bad reason");
    beginHead(line[versionSize - 1] - '0', status.toByteArray().toInt(), withoutBlanks(reason));
    return {};
}

void HttpParser::beginHead(int minorVersion, int status, QByteArrayView reason)
{
    m_minorVersion = minorVersion;
    m_status = status;
    m_recorder.beginHead(minorVersion == 0 ? HttpDialect::Http10 : HttpDialect::Http11, status, reason);
    m_stage = Stage::Fields;
}

/// A blank in front goes on with the field before (RFC 9112, 5.2).
HttpParser::Taken HttpParser::takeFieldLine(QByteArrayView line)
{
    if (!line.isEmpty() && isBlank(line.front())) {
        if (!m_field)
            return garbled("bad field");
        m_field->value.append(' ').append(withoutBlanks(line));
        return {};
    }
    if (const auto ended = endField(); !ended)
        return ended;
    return line.isEmpty() ? endHead() : beginField(line);
}

HttpParser::Taken HttpParser::beginField(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    const auto name = withoutBlanks(line.first(std::max<qsizetype>(colon, 0)));
    if (!isHttpToken(name))
        return garbled("bad field");
    m_field = {name.toByteArray(), withoutBlanks(line.sliced(colon + 1)).toByteArray()};
    return {};
}

HttpParser::Taken HttpParser::endField()
{
    if (!m_field)
        return {};
    const HttpField field = *std::exchange(m_field, std::nullopt);
    const auto value = withoutBlanks(field.value);
    if (!isHttpFieldValue(value))
        return garbled("bad value");
    return m_recorder.takeField(field.name, value);
}

HttpParser::Taken HttpParser::endHead()
{
    if (isInterim(m_status)) {
        m_idle.idleFrame();
        m_stage = Stage::StatusLine;
        return checkBounds();
    }
    const auto begun = beginBody();
    if (!begun)
        return begun; // a head that leaves open where its answer ends is none
    m_recorder.endHead();
    m_lineBytes = 0;
    return {};
}

HttpParser::Taken HttpParser::beginBody()
{
    m_stage = Stage::Done;
    const bool hasBody = m_expectsBody && m_status != 101 && m_status != 204 && m_status != 304;
    if (!hasBody)
        return {};
    const auto framing = framingOf(m_recorder.fields());
    if (!framing)
        return garbled(framing.error());
    m_left = framing->length;
    switch (framing->kind) {
    case HttpFraming::Kind::Counted: m_stage = m_left > 0 ? Stage::Counted : Stage::Done; break;
    case HttpFraming::Kind::Chunked: m_stage = Stage::ChunkSize; break;
    case HttpFraming::Kind::UntilTheEnd: m_stage = Stage::UntilTheEnd; break;
    }
    return {};
}

/// What stands behind the size says nothing to us (RFC 9112, 7.1.1).
HttpParser::Taken HttpParser::takeChunkSize(QByteArrayView line)
{
    const qsizetype extension = line.indexOf(';');
    const auto size = chunkSizeFrom(withoutBlanks(extension < 0 ? line : line.first(extension)));
    if (!size)
        return garbled("bad chunk");
    m_left = *size;
    m_lineBytes = 0;
    m_stage = m_left > 0 ? Stage::ChunkData : Stage::Trailers;
    return {};
}

void HttpParser::takeBody(QByteArrayView &bytes)
{
    const bool isCounted = m_stage != Stage::UntilTheEnd;
    const auto count = isCounted ? std::min<std::uint64_t>(m_left, static_cast<std::uint64_t>(bytes.size()))
                                 : static_cast<std::uint64_t>(bytes.size());
    m_recorder.takeBody(bytes.first(static_cast<qsizetype>(count)));
    bytes = bytes.sliced(static_cast<qsizetype>(count));
    if (!isCounted)
        return;
    m_left -= count;
    if (m_left == 0)
        m_stage = m_stage == Stage::ChunkData ? Stage::ChunkEnd : Stage::Done;
}

HttpParser::Taken HttpParser::checkBounds() const
{
    if (m_idle.areTooMany(m_recorder.bodySize()))
        return parserRefuses(Kind::Flood);
    return {};
}

HttpParser::Result HttpParser::finish()
{
    const bool isWhole =
        m_stage == Stage::UntilTheEnd || m_stage == Stage::Trailers || m_stage == Stage::Done;
    if (!isWhole)
        return garbled("partial message");
    m_mayBeKept = false;
    m_stage = Stage::Done;
    return Progress::Complete;
}

/// What is said of HTTP/1.0 with a transfer coding: read it, and trust the connection no more (RFC
/// 9112, 6.1).
bool HttpParser::keepsConnection() const
{
    const auto options = listedIn(m_recorder.fields(), "connection");
    const auto has = [&](QByteArrayView option) {
        return std::ranges::find(options, option) != options.end();
    };
    const bool isOld = m_minorVersion == 0;
    const bool asksToStay = isOld ? has("keep-alive") && !m_recorder.field("transfer-encoding") : true;
    return m_stage == Stage::Done && m_mayBeKept && asksToStay && !has("close") &&
           !m_recorder.takesNoMore() && m_recorder.status() != 101;
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <tl/expected.hpp>

#include <QByteArrayView>

#include "core/probe/http/http_exchange.h"
#include "core/probe/http/http_framing.h"
#include "core/probe/http/idle_bytes.h"

namespace fusebox::probe {

/// Reads one response (HTTP/1.x) from bytes in whatever pieces they come, and hands it to a recorder. Interim
/// responses (100, 103) and trailers are passed over. Bounded: a head (with those before it), the line of a
/// chunk or the trailers of over 64 KiB are a failure, as is what brings nothing without end (IdleBytes); a
/// body that the recorder cuts off is complete. Failures are ErrorClass::Protocol.
///
/// Small devices are read as everyone reads them: lines may end with a bare line feed; empty lines may stand
/// before the first; the status may lack its reason, and the blank before that, or have several before it;
/// any minor version of 1 will do; fields may be folded over several lines, and have blanks before their
/// colon; blanks may stand around a chunk's size; the stream may end after the last chunk, without the empty
/// line.
///
/// Refused on purpose is what another reader would take for another answer (request smuggling, RFC
/// 9112, 11.2): all that framingOf() refuses; a carriage return or a NUL within a line, a name that is no
/// token, a line without a colon, a folded line before the first field; a chunk size that is more than
/// hexadecimal digits, or bytes between a chunk and its end of line. And HTTP/0.9, which anything is.
class HttpParser
{
public:
    using Progress = HttpExchange::Progress;
    using Result = HttpExchange::Result;

    /// A response to HEAD ends with its head, whatever that announces: no `expectsBody`.
    explicit HttpParser(HttpRecorder &recorder, bool expectsBody = true);
    Q_DISABLE_COPY_MOVE(HttpParser)

    /// Not after Complete or a failure.
    [[nodiscard]] Result feed(QByteArrayView bytes);
    /// The peer will send nothing more: Complete, or a failure if that was not all.
    [[nodiscard]] Result finish();

    /// After Complete: another response may follow. Not if this one was cut off, ended with the stream, or
    /// had bytes after it that nobody asked for.
    [[nodiscard]] bool keepsConnection() const;
    /// After Complete: how many of the bytes that were fed last are not of the response.
    [[nodiscard]] qsizetype excess() const { return m_excess; }

private:
    enum class Stage {
        StatusLine,
        Fields,
        Counted,
        UntilTheEnd,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailers,
        Done
    };
    using Taken = tl::expected<void, HttpFailure>;

    [[nodiscard]] bool readsLines() const;
    [[nodiscard]] Taken takeLines(QByteArrayView &bytes);
    [[nodiscard]] Taken takeLine(QByteArrayView line);
    [[nodiscard]] Taken takeStatusLine(QByteArrayView line);
    void beginHead(int minorVersion, int status, QByteArrayView reason);
    [[nodiscard]] Taken takeFieldLine(QByteArrayView line);
    [[nodiscard]] Taken beginField(QByteArrayView line);
    [[nodiscard]] Taken endField();
    [[nodiscard]] Taken endHead();
    [[nodiscard]] Taken beginBody();
    [[nodiscard]] Taken takeChunkSize(QByteArrayView line);
    [[nodiscard]] Taken checkBeginning() const;
    [[nodiscard]] Taken checkBounds() const;
    void takeBody(QByteArrayView &bytes);

    HttpRecorder &m_recorder;
    bool m_expectsBody;
    Stage m_stage = Stage::StatusLine;
    QByteArray m_line;                ///< the beginning of one that is not complete yet
    std::optional<HttpField> m_field; ///< the last, which the next line may go on with
    qsizetype m_lineBytes = 0;        ///< of the heads, or of the chunk's line, or of the trailers
    std::uint64_t m_left = 0;         ///< of the body or the chunk
    IdleBytes m_idle;
    qsizetype m_excess = 0;
    int m_status = 0;
    int m_minorVersion = 1;
    bool m_mayBeKept = true;
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http2_exchange.h"

#include <utility>

#include "core/probe/contract/failure_detail.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using Kind = HttpFault::Kind;

namespace {

constexpr int tooManyContinuations =
    -905; // of nghttp2, which says so since 1.61 and in what distributions mended
constexpr qsizetype maxTrailerBytes = HttpRecorder::maxFieldBytes;

HttpFailure protocolFailure(const char *detail)
{
    return {{.errorClass = ErrorClass::Protocol, .detail = detail}, {}};
}

} // namespace

Http2Exchange::Http2Exchange()
    : m_session(*this)
{
}

HttpExchange::Result Http2Exchange::begin(const HttpRequest &request, HttpRecorder &recorder)
{
    m_recorder = &recorder;
    m_trailerBytes = 0;
    m_idle = {};
    m_hasBegun = m_isComplete = m_isStreamClosed = false;
    m_stream = m_session.submit(request);
    if (m_stream < 0)
        fail(protocolFailure(nghttp2_strerror(m_stream)));
    drain();
    return conclude();
}

/// Frame by frame: what comes of them must not hang on how many come at once. What comes after the answer is
/// for the next exchange to know.
HttpExchange::Result Http2Exchange::receive(QByteArrayView bytes)
{
    Result result = Progress::NeedsMore;
    while (!bytes.isEmpty()) {
        const bool wasComplete = result == Progress::Complete;
        const auto piece = m_meter.take(bytes, m_idle);
        const auto soFar = piece.isEmpty() ? Result(Progress::NeedsMore) : receivePiece(piece);
        if (!soFar)
            return wasComplete ? result : soFar;
        if (!wasComplete)
            result = soFar;
    }
    return result;
}

HttpExchange::Result Http2Exchange::receivePiece(QByteArrayView bytes)
{
    const int error = m_session.receive(bytes);
    if (error == NGHTTP2_ERR_FLOODED || error == tooManyContinuations)
        fail(httpFailure(ErrorClass::Protocol, {Kind::Flood}));
    else if (error < 0)
        fail(protocolFailure(nghttp2_strerror(error)));
    drain(); // streams that nghttp2 itself finds at fault are closed while sending
    return conclude();
}

HttpExchange::Result Http2Exchange::conclude()
{
    if (m_recorder && m_isComplete) {
        m_wasCutOff = m_recorder->takesNoMore();
        m_recorder = nullptr;
        m_idle = {};
        return Progress::Complete;
    }
    if (m_meter.isBetweenFrames() && m_idle.areTooMany(m_recorder ? m_recorder->bodySize() : 0))
        fail(httpFailure(ErrorClass::Protocol, {Kind::Flood}));
    if (!m_recorder && !m_session.allowsRequests()) // what is asked here would wait for ever
        fail({{.errorClass = ErrorClass::Reset, .detail = "no more streams"}, HttpFault{Kind::GoAway}, true});
    if (m_failure)
        return tl::unexpected(*m_failure);
    if (!m_session.wantsMore())
        return tl::unexpected(complaintOr(nghttp2_strerror(NGHTTP2_ERR_PROTO)));
    return Progress::NeedsMore;
}

HttpExchange::Result Http2Exchange::finish()
{
    if (!isRunning())
        return Progress::NeedsMore;
    return tl::unexpected(protocolFailure(endOfStream));
}

bool Http2Exchange::isReusable() const
{
    return !m_recorder && m_isStreamClosed && !m_wasCutOff && !m_failure && !m_isGoingAway &&
           m_session.wantsMore() && m_session.allowsRequests();
}

bool Http2Exchange::frameBegan(const nghttp2_frame_hd &header)
{
    if (header.type == NGHTTP2_PUSH_PROMISE) // which our settings forbid
        return fail(protocolFailure(nghttp2_http2_strerror(NGHTTP2_PROTOCOL_ERROR)));
    return true;
}

bool Http2Exchange::headBegan(std::int32_t stream)
{
    m_hasBegun = m_hasBegun || isOurs(stream);
    return true;
}

/// The status comes before all fields: nghttp2 sees to it.
bool Http2Exchange::fieldReceived(std::int32_t stream, QByteArrayView name, QByteArrayView value)
{
    if (!isOurs(stream))
        return true;
    if (m_recorder->hasHead())
        return takeTrailer(name, value);
    if (name == ":status")
        return takeStatus(value);
    const auto taken = m_recorder->takeField(name, value.trimmed());
    return taken || fail(taken.error());
}

/// That it is three digits, nghttp2 sees to.
bool Http2Exchange::takeStatus(QByteArrayView value)
{
    if (value.startsWith('0'))
        return fail(protocolFailure("bad status"));
    m_recorder->beginHead(HttpDialect::Http2, value.toByteArray().toInt(), {});
    return true;
}

bool Http2Exchange::takeTrailer(QByteArrayView name, QByteArrayView value)
{
    m_trailerBytes += name.size() + value.size();
    return m_trailerBytes <= maxTrailerBytes || fail(httpFailure(ErrorClass::Protocol, {Kind::HeadTooLarge}));
}

bool Http2Exchange::frameReceived(const nghttp2_frame &frame)
{
    if (frame.hd.type == NGHTTP2_GOAWAY)
        return goAway(frame.goaway);
    if (!isOurs(frame.hd.stream_id))
        return true;
    if (frame.hd.type == NGHTTP2_RST_STREAM)
        return fail(
            {{.errorClass = ErrorClass::Reset, .detail = nghttp2_http2_strerror(frame.rst_stream.error_code)},
             HttpFault{Kind::StreamReset},
             frame.rst_stream.error_code == NGHTTP2_REFUSED_STREAM,
             frame.rst_stream.error_code == NGHTTP2_HTTP_1_1_REQUIRED});
    if (frame.hd.type == NGHTTP2_HEADERS)
        endHead();
    const bool carriesAnswer = frame.hd.type == NGHTTP2_HEADERS || frame.hd.type == NGHTTP2_DATA;
    if (carriesAnswer && (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
        m_isComplete = true;
    return true;
}

void Http2Exchange::endHead()
{
    const bool isInterim = m_recorder->status() / 100 == 1;
    if (m_recorder->hasHead() || isInterim)
        return;
    m_recorder->endHead();
    m_isComplete = m_recorder->takesNoMore();
}

/// In due form (no error) the exchange under way may go on, if the peer has taken it up; else nghttp2 closes
/// its stream.
bool Http2Exchange::goAway(const nghttp2_goaway &frame)
{
    m_isGoingAway = true;
    const bool mayGoOn = frame.error_code == NGHTTP2_NO_ERROR && isRunning();
    return mayGoOn ||
           fail({{.errorClass = ErrorClass::Reset, .detail = nghttp2_http2_strerror(frame.error_code)},
                 HttpFault{Kind::GoAway},
                 frame.last_stream_id < m_stream,
                 frame.error_code == NGHTTP2_HTTP_1_1_REQUIRED});
}

bool Http2Exchange::bodyReceived(std::int32_t stream, QByteArrayView bytes)
{
    if (!isOurs(stream))
        return true;
    m_recorder->takeBody(bytes);
    m_isComplete = m_recorder->takesNoMore();
    return true;
}

bool Http2Exchange::streamClosed(std::int32_t stream, std::uint32_t code)
{
    m_isStreamClosed = m_isStreamClosed || stream == m_stream;
    if (!isOurs(stream))
        return true;
    if (m_isGoingAway)
        fail({{.errorClass = ErrorClass::Reset, .detail = nghttp2_http2_strerror(code)},
              HttpFault{Kind::GoAway},
              code == NGHTTP2_REFUSED_STREAM}); // as nghttp2 has it for what is above the last taken up
    else
        fail(complaintOr(nghttp2_http2_strerror(code)));
    return true;
}

bool Http2Exchange::frameRefused(int error)
{
    return fail(protocolFailure(nghttp2_strerror(error)));
}

/// The first failure is the cause.
bool Http2Exchange::fail(HttpFailure failure)
{
    if (!m_failure)
        m_failure = std::move(failure);
    return false;
}

HttpFailure Http2Exchange::complaintOr(const char *text) const
{
    if (m_session.isPeerForeign())
        return httpFailure(ErrorClass::Protocol, {Kind::NotHttp2});
    return protocolFailure(m_session.complaint().empty() ? text : m_session.complaint().c_str());
}

void Http2Exchange::drain()
{
    if (const int error = m_session.drain(m_outgoing); error < 0)
        fail(protocolFailure(nghttp2_strerror(error)));
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http2_exchange.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <nghttp2/nghttp2.h>

#include "core/probe/http/http_text.h"

namespace fusebox::probe {

using resilience::ErrorClass;
using Kind = HttpFault::Kind;

namespace {

constexpr std::uint32_t windowBytes = 1024 * 1024; // of a body on its way: what is read of one by default
constexpr int maxIdleFrames = 1000;
constexpr qsizetype maxTrailerBytes = HttpRecorder::maxFieldBytes;

HttpFailure protocolFailure(const char *detail)
{
    return {{.errorClass = ErrorClass::Protocol, .detail = detail}, {}};
}

QByteArrayView viewOf(const std::uint8_t *bytes, std::size_t size)
{
    return {reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(size)};
}

nghttp2_nv toNameValue(QByteArrayView name, QByteArrayView value)
{
    const auto bytes = [](QByteArrayView view) {
        return reinterpret_cast<std::uint8_t *>(const_cast<char *>(view.data())); // nghttp2 copies it
    };
    const bool isSecret = equalsWithoutCase(name, "authorization") || equalsWithoutCase(name, "cookie");
    return {bytes(name), bytes(value), static_cast<std::size_t>(name.size()),
            static_cast<std::size_t>(value.size()),
            static_cast<std::uint8_t>(isSecret ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE)};
}

std::vector<nghttp2_nv> fieldsOf(const HttpRequest &request)
{
    std::vector<nghttp2_nv> fields = {
        toNameValue(":method", request.method), toNameValue(":scheme", request.scheme),
        toNameValue(":authority", request.authority), toNameValue(":path", request.target)};
    for (const HttpField &field : request.headers)
        fields.push_back(toNameValue(field.name, field.value));
    return fields;
}

struct Free
{
    void operator()(nghttp2_session *session) const { nghttp2_session_del(session); }
    void operator()(nghttp2_session_callbacks *callbacks) const { nghttp2_session_callbacks_del(callbacks); }
};

} // namespace

/// The connection with the one stream that is under way. nghttp2 calls back from inside receive() and
/// drain().
class Http2Exchange::Session
{
public:
    Session();

    [[nodiscard]] Result begin(const HttpRequest &request, HttpRecorder &recorder);
    [[nodiscard]] Result receive(QByteArrayView bytes);
    [[nodiscard]] Result finish() const;
    [[nodiscard]] QByteArray takeOutgoing();
    [[nodiscard]] bool hasAnswerBegun() const { return m_hasBegun; }
    [[nodiscard]] bool isReusable() const;

private:
    static constexpr int goOn = 0;
    static constexpr int giveUp = NGHTTP2_ERR_CALLBACK_FAILURE;

    int beginFrame(const nghttp2_frame_hd &header);
    int beginHead(const nghttp2_frame &frame);
    int takeField(const nghttp2_frame &frame, QByteArrayView name, QByteArrayView value);
    int takeTrailer(QByteArrayView name, QByteArrayView value);
    int takeFrame(const nghttp2_frame &frame);
    int takeBody(std::int32_t stream, QByteArrayView bytes);
    int closeStream(std::int32_t stream, std::uint32_t code);
    ssize_t giveBody(std::uint8_t *buffer, std::size_t size, std::uint32_t *flags);

    void endHead();
    void goAway(const nghttp2_goaway &frame);
    int fail(HttpFailure failure);
    [[nodiscard]] const char *complaintOr(const char *text) const
    {
        return m_complaint.empty() ? text : m_complaint.c_str();
    }
    [[nodiscard]] bool isRunning() const { return m_recorder && !m_isComplete; }
    [[nodiscard]] bool isOurs(std::int32_t stream) const { return isRunning() && stream == m_stream; }
    void drain();
    [[nodiscard]] Result conclude();
    static void connect(nghttp2_session_callbacks *callbacks);
    [[nodiscard]] static Session &of(void *self) { return *static_cast<Session *>(self); }

    std::unique_ptr<nghttp2_session, Free> m_nghttp2;
    QByteArray m_outgoing;
    std::optional<HttpFailure> m_failure; ///< ends the connection
    std::string m_complaint;              ///< nghttp2's last
    bool m_isGoingAway = false;
    int m_idleFrames = 0;

    std::int32_t m_stream = -1;
    HttpRecorder *m_recorder = nullptr; ///< during an exchange
    QByteArray m_body;                  ///< of the request
    qsizetype m_bodyGiven = 0;
    qsizetype m_trailerBytes = 0;
    bool m_hasBegun = false;
    bool m_isComplete = false;
    bool m_isStreamClosed = false;
    bool m_wasCutOff = false;
};

Http2Exchange::Session::Session()
{
    nghttp2_session_callbacks *made = nullptr;
    nghttp2_session_callbacks_new(&made);
    const std::unique_ptr<nghttp2_session_callbacks, Free> callbacks(made);
    connect(callbacks.get());
    nghttp2_session *session = nullptr;
    nghttp2_session_client_new(&session, callbacks.get(), this);
    m_nghttp2.reset(session);
    const std::array settings{
        nghttp2_settings_entry{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
        nghttp2_settings_entry{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, windowBytes},
        nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, HttpRecorder::maxFieldBytes}};
    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
    nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, windowBytes);
}

void Http2Exchange::Session::connect(nghttp2_session_callbacks *callbacks)
{
    nghttp2_session_callbacks_set_on_begin_frame_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame_hd *header, void *self) {
            return of(self).beginFrame(*header);
        });
    nghttp2_session_callbacks_set_on_begin_headers_callback(
        callbacks,
        [](nghttp2_session *, const nghttp2_frame *frame, void *self) { return of(self).beginHead(*frame); });
    nghttp2_session_callbacks_set_on_header_callback(
        callbacks,
        [](nghttp2_session *, const nghttp2_frame *frame, const std::uint8_t *name, std::size_t nameSize,
           const std::uint8_t *value, std::size_t valueSize, std::uint8_t, void *self) {
            return of(self).takeField(*frame, viewOf(name, nameSize), viewOf(value, valueSize));
        });
    nghttp2_session_callbacks_set_on_frame_recv_callback(
        callbacks,
        [](nghttp2_session *, const nghttp2_frame *frame, void *self) { return of(self).takeFrame(*frame); });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        callbacks,
        [](nghttp2_session *, std::uint8_t, std::int32_t stream, const std::uint8_t *bytes, std::size_t size,
           void *self) { return of(self).takeBody(stream, viewOf(bytes, size)); });
    nghttp2_session_callbacks_set_on_stream_close_callback(
        callbacks, [](nghttp2_session *, std::int32_t stream, std::uint32_t code, void *self) {
            return of(self).closeStream(stream, code);
        });
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame *, int error, void *self) {
            return of(self).fail(protocolFailure(nghttp2_strerror(error)));
        });
    nghttp2_session_callbacks_set_on_frame_not_send_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame *, int error, void *self) {
            return of(self).fail(protocolFailure(nghttp2_strerror(error)));
        });
    nghttp2_session_callbacks_set_error_callback2(
        callbacks, [](nghttp2_session *, int, const char *text, std::size_t size, void *self) {
            of(self).m_complaint.assign(text, std::min<std::size_t>(size, 100));
            return goOn;
        });
}

HttpExchange::Result Http2Exchange::Session::begin(const HttpRequest &request, HttpRecorder &recorder)
{
    m_recorder = &recorder;
    m_body = request.body;
    m_bodyGiven = 0;
    m_trailerBytes = 0;
    m_idleFrames = 0;
    m_hasBegun = m_isComplete = m_isStreamClosed = false;
    nghttp2_data_provider body{};
    body.source.ptr = this;
    body.read_callback = [](nghttp2_session *, std::int32_t, std::uint8_t *buffer, std::size_t size,
                            std::uint32_t *flags, nghttp2_data_source *source,
                            void *) { return of(source->ptr).giveBody(buffer, size, flags); };
    const auto fields = fieldsOf(request);
    m_stream = nghttp2_submit_request(m_nghttp2.get(), nullptr, fields.data(), fields.size(),
                                      m_body.isEmpty() ? nullptr : &body, nullptr);
    if (m_stream < 0)
        fail(protocolFailure(nghttp2_strerror(m_stream)));
    drain();
    return conclude();
}

HttpExchange::Result Http2Exchange::Session::receive(QByteArrayView bytes)
{
    const ssize_t taken =
        nghttp2_session_mem_recv(m_nghttp2.get(), reinterpret_cast<const std::uint8_t *>(bytes.data()),
                                 static_cast<std::size_t>(bytes.size()));
    if (taken == NGHTTP2_ERR_FLOODED)
        fail(httpFailure(ErrorClass::Protocol, {Kind::Flood}));
    else if (taken < 0)
        fail(protocolFailure(nghttp2_strerror(static_cast<int>(taken))));
    drain(); // streams that nghttp2 itself finds at fault are closed while sending
    return conclude();
}

HttpExchange::Result Http2Exchange::Session::conclude()
{
    if (m_recorder && m_isComplete) {
        m_wasCutOff = m_recorder->isCutOff();
        m_recorder = nullptr;
        return Progress::Complete;
    }
    if (m_failure)
        return tl::unexpected(*m_failure);
    if (!nghttp2_session_want_read(m_nghttp2.get()))
        return tl::unexpected(protocolFailure(complaintOr(nghttp2_strerror(NGHTTP2_ERR_PROTO))));
    return Progress::NeedsMore;
}

HttpExchange::Result Http2Exchange::Session::finish() const
{
    if (!isRunning())
        return Progress::NeedsMore;
    return tl::unexpected(protocolFailure("end of stream"));
}

QByteArray Http2Exchange::Session::takeOutgoing()
{
    return std::exchange(m_outgoing, {});
}

bool Http2Exchange::Session::isReusable() const
{
    return !m_recorder && m_isStreamClosed && !m_wasCutOff && !m_failure && !m_isGoingAway &&
           nghttp2_session_want_read(m_nghttp2.get());
}

int Http2Exchange::Session::beginFrame(const nghttp2_frame_hd &header)
{
    if (header.type == NGHTTP2_PUSH_PROMISE) // which our settings forbid
        return fail(protocolFailure(nghttp2_http2_strerror(NGHTTP2_PROTOCOL_ERROR)));
    const bool bringsBody = header.type == NGHTTP2_DATA && header.length > 0;
    if (!bringsBody && ++m_idleFrames > maxIdleFrames)
        return fail(httpFailure(ErrorClass::Protocol, {Kind::Flood}));
    return goOn;
}

int Http2Exchange::Session::beginHead(const nghttp2_frame &frame)
{
    m_hasBegun = m_hasBegun || isOurs(frame.hd.stream_id);
    return goOn;
}

/// The status comes before all fields: nghttp2 sees to it.
int Http2Exchange::Session::takeField(const nghttp2_frame &frame, QByteArrayView name, QByteArrayView value)
{
    if (!isOurs(frame.hd.stream_id))
        return goOn;
    if (m_recorder->hasHead())
        return takeTrailer(name, value);
    if (name == ":status") {
        m_recorder->beginHead(HttpDialect::Http2, value.toByteArray().toInt(), {});
        return goOn;
    }
    const auto taken = m_recorder->takeField(name, value);
    return taken ? goOn : fail(taken.error());
}

int Http2Exchange::Session::takeTrailer(QByteArrayView name, QByteArrayView value)
{
    m_trailerBytes += name.size() + value.size();
    return m_trailerBytes <= maxTrailerBytes ? goOn
                                             : fail(httpFailure(ErrorClass::Protocol, {Kind::HeadTooLarge}));
}

int Http2Exchange::Session::takeFrame(const nghttp2_frame &frame)
{
    if (frame.hd.type == NGHTTP2_GOAWAY)
        goAway(frame.goaway);
    if (!isOurs(frame.hd.stream_id))
        return goOn;
    if (frame.hd.type == NGHTTP2_RST_STREAM)
        return fail(
            {{.errorClass = ErrorClass::Reset, .detail = nghttp2_http2_strerror(frame.rst_stream.error_code)},
             HttpFault{Kind::StreamReset}});
    if (frame.hd.type == NGHTTP2_HEADERS)
        endHead();
    const bool carriesAnswer = frame.hd.type == NGHTTP2_HEADERS || frame.hd.type == NGHTTP2_DATA;
    if (carriesAnswer && (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
        m_isComplete = true;
    return goOn;
}

void Http2Exchange::Session::endHead()
{
    const bool isInterim = m_recorder->status() / 100 == 1;
    if (!m_recorder->hasHead() && !isInterim)
        m_recorder->endHead();
}

/// In due form (no error) the exchange under way may go on, if the peer has taken it up; else nghttp2 closes
/// its stream.
void Http2Exchange::Session::goAway(const nghttp2_goaway &frame)
{
    m_isGoingAway = true;
    if (frame.error_code != NGHTTP2_NO_ERROR || !isRunning())
        fail({{.errorClass = ErrorClass::Reset, .detail = nghttp2_http2_strerror(frame.error_code)},
              HttpFault{Kind::GoAway}});
}

int Http2Exchange::Session::takeBody(std::int32_t stream, QByteArrayView bytes)
{
    if (!isOurs(stream))
        return goOn;
    m_recorder->takeBody(bytes);
    m_isComplete = m_recorder->isCutOff();
    return goOn;
}

int Http2Exchange::Session::closeStream(std::int32_t stream, std::uint32_t code)
{
    m_isStreamClosed = m_isStreamClosed || stream == m_stream;
    if (!isOurs(stream))
        return goOn;
    if (m_isGoingAway)
        fail({{.errorClass = ErrorClass::Reset, .detail = nghttp2_http2_strerror(code)},
              HttpFault{Kind::GoAway}});
    else
        fail(protocolFailure(complaintOr(nghttp2_http2_strerror(code))));
    return goOn;
}

ssize_t Http2Exchange::Session::giveBody(std::uint8_t *buffer, std::size_t size, std::uint32_t *flags)
{
    const auto count = std::min(size, static_cast<std::size_t>(m_body.size() - m_bodyGiven));
    std::memcpy(buffer, m_body.constData() + m_bodyGiven, count);
    m_bodyGiven += static_cast<qsizetype>(count);
    if (m_bodyGiven == m_body.size())
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
}

/// The first failure is the cause.
int Http2Exchange::Session::fail(HttpFailure failure)
{
    if (!m_failure)
        m_failure = std::move(failure);
    return giveUp;
}

void Http2Exchange::Session::drain()
{
    const std::uint8_t *bytes = nullptr;
    ssize_t count = 0;
    while ((count = nghttp2_session_mem_send(m_nghttp2.get(), &bytes)) > 0)
        m_outgoing += viewOf(bytes, static_cast<std::size_t>(count));
    if (count < 0)
        fail(protocolFailure(nghttp2_strerror(static_cast<int>(count))));
}

Http2Exchange::Http2Exchange()
    : m_session(std::make_unique<Session>())
{
}

Http2Exchange::~Http2Exchange() = default;

HttpExchange::Result Http2Exchange::begin(const HttpRequest &request, HttpRecorder &recorder)
{
    return m_session->begin(request, recorder);
}

HttpExchange::Result Http2Exchange::receive(QByteArrayView bytes)
{
    return m_session->receive(bytes);
}

HttpExchange::Result Http2Exchange::finish()
{
    return m_session->finish();
}

QByteArray Http2Exchange::takeOutgoing()
{
    return m_session->takeOutgoing();
}

bool Http2Exchange::hasAnswerBegun() const
{
    return m_session->hasAnswerBegun();
}

bool Http2Exchange::isReusable() const
{
    return m_session->isReusable();
}

} // namespace fusebox::probe

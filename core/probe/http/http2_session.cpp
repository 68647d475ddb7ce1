// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http2_session.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/probe/contract/http_text.h"
#include "core/probe/http/http_recorder.h"

namespace fusebox::probe {

namespace {

constexpr std::uint32_t windowBytes = 1024 * 1024; // of a body on its way: what is read of one by default

constexpr int goOn = 0;

int resultOf(bool goesOn)
{
    return goesOn ? goOn : NGHTTP2_ERR_CALLBACK_FAILURE;
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

struct Delete
{
    void operator()(nghttp2_option *made) const { nghttp2_option_del(made); }
};
using SessionOptions = std::unique_ptr<nghttp2_option, Delete>;

/// Blanks around a field's value are what a server's program has written there; everyone but RFC 9113 reads
/// on.
SessionOptions sessionOptions()
{
    nghttp2_option *made = nullptr;
    nghttp2_option_new(&made);
    nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(made, 1);
    return SessionOptions(made);
}

} // namespace

Http2Session::Http2Session(Listener &listener)
    : m_listener(listener)
{
    nghttp2_session_callbacks *made = nullptr;
    nghttp2_session_callbacks_new(&made);
    const std::unique_ptr<nghttp2_session_callbacks, Free> callbacks(made);
    connect(callbacks.get());
    nghttp2_session *session = nullptr;
    nghttp2_session_client_new2(&session, callbacks.get(), this, sessionOptions().get());
    m_session.reset(session);
    const std::array settings{
        nghttp2_settings_entry{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
        nghttp2_settings_entry{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, windowBytes},
        nghttp2_settings_entry{NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, HttpRecorder::maxFieldBytes}};
    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
    nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, windowBytes);
}

void Http2Session::connect(nghttp2_session_callbacks *callbacks)
{
    constexpr auto refused = [](nghttp2_session *, const nghttp2_frame *, int error, void *self) {
        return resultOf(listenerOf(self).frameRefused(error));
    };
    nghttp2_session_callbacks_set_on_begin_frame_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame_hd *header, void *self) {
            return resultOf(listenerOf(self).frameBegan(*header));
        });
    nghttp2_session_callbacks_set_on_begin_headers_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame *frame, void *self) {
            return resultOf(listenerOf(self).headBegan(frame->hd.stream_id));
        });
    nghttp2_session_callbacks_set_on_header_callback(
        callbacks,
        [](nghttp2_session *, const nghttp2_frame *frame, const std::uint8_t *name, std::size_t nameSize,
           const std::uint8_t *value, std::size_t valueSize, std::uint8_t, void *self) {
            return resultOf(listenerOf(self).fieldReceived(frame->hd.stream_id, viewOf(name, nameSize),
                                                           viewOf(value, valueSize)));
        });
    nghttp2_session_callbacks_set_on_frame_recv_callback(
        callbacks, [](nghttp2_session *, const nghttp2_frame *frame, void *self) {
            return resultOf(listenerOf(self).frameReceived(*frame));
        });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        callbacks,
        [](nghttp2_session *, std::uint8_t, std::int32_t stream, const std::uint8_t *bytes, std::size_t size,
           void *self) { return resultOf(listenerOf(self).bodyReceived(stream, viewOf(bytes, size))); });
    nghttp2_session_callbacks_set_on_stream_close_callback(
        callbacks, [](nghttp2_session *, std::int32_t stream, std::uint32_t code, void *self) {
            return resultOf(listenerOf(self).streamClosed(stream, code));
        });
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, refused);
    nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks, refused);
    nghttp2_session_callbacks_set_error_callback2(
        callbacks, [](nghttp2_session *, int error, const char *text, std::size_t size, void *self) {
            of(self).m_isPeerForeign = of(self).m_isPeerForeign || error == NGHTTP2_ERR_SETTINGS_EXPECTED;
            of(self).m_complaint.assign(text, std::min<std::size_t>(size, 100));
            return goOn;
        });
}

std::int32_t Http2Session::submit(const HttpRequest &request)
{
    m_body = request.body;
    m_bodyGiven = 0;
    nghttp2_data_provider body{};
    body.source.ptr = this;
    body.read_callback = [](nghttp2_session *, std::int32_t, std::uint8_t *buffer, std::size_t size,
                            std::uint32_t *flags, nghttp2_data_source *source,
                            void *) { return of(source->ptr).giveBody(buffer, size, flags); };
    const auto fields = fieldsOf(request);
    return nghttp2_submit_request(m_session.get(), nullptr, fields.data(), fields.size(),
                                  m_body.isEmpty() ? nullptr : &body, nullptr);
}

Http2Session::Error Http2Session::receive(QByteArrayView bytes)
{
    const ssize_t taken =
        nghttp2_session_mem_recv(m_session.get(), reinterpret_cast<const std::uint8_t *>(bytes.data()),
                                 static_cast<std::size_t>(bytes.size()));
    return static_cast<Error>(std::min<ssize_t>(taken, 0));
}

Http2Session::Error Http2Session::drain(QByteArray &outgoing)
{
    const std::uint8_t *bytes = nullptr;
    ssize_t count = 0;
    while ((count = nghttp2_session_mem_send(m_session.get(), &bytes)) > 0)
        outgoing += viewOf(bytes, static_cast<std::size_t>(count));
    return static_cast<Error>(count);
}

bool Http2Session::allowsRequests() const
{
    const auto atOnce =
        nghttp2_session_get_remote_settings(m_session.get(), NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
    return atOnce > 0 && nghttp2_session_check_request_allowed(m_session.get()) != 0;
}

ssize_t Http2Session::giveBody(std::uint8_t *buffer, std::size_t size, std::uint32_t *flags)
{
    const auto count = std::min(size, static_cast<std::size_t>(m_body.size() - m_bodyGiven));
    std::memcpy(buffer, m_body.constData() + m_bodyGiven, count);
    m_bodyGiven += static_cast<qsizetype>(count);
    if (m_bodyGiven == m_body.size())
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
}

} // namespace fusebox::probe

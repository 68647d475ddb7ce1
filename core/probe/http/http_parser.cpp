// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_parser.h"

#include <limits>

#include <boost/beast/http/basic_parser.hpp>

namespace fusebox::probe {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

namespace {

constexpr std::size_t maxHeadBytes = 64 * 1024;
constexpr qsizetype statusLineSize = 12; // "HTTP/1.1 200"

/// Servers leave out the reason, which they may, and with it the blank before it, which they may not (RFC
/// 9112, 4). Beast insists, everyone else reads it.
bool lacksReason(QByteArrayView head)
{
    return head.startsWith("HTTP/1.") && head.size() > statusLineSize &&
           (head[statusLineSize] == '\r' || head[statusLineSize] == '\n');
}

HttpFailure protocolFailure(const error_code &error)
{
    HttpFailure failure{{.errorClass = resilience::ErrorClass::Protocol, .detail = error.message()}, {}};
    if (error == http::error::header_limit)
        failure.fault = {HttpFault::Kind::HeadTooLarge};
    return failure;
}

QByteArrayView viewOf(string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

} // namespace

/// Beast's parser, handing all it finds to the recorder.
class HttpParser::Response final : public http::basic_parser<false>
{
public:
    Response(HttpRecorder &recorder, bool expectsBody)
        : m_recorder(recorder)
    {
        header_limit(maxHeadBytes);
        // No limit, as enough is no error (see isCutOff()); "none" would refuse bodies in Boost 1.74.
        body_limit(std::numeric_limits<std::uint64_t>::max());
        skip(!expectsBody);
    }

    [[nodiscard]] bool isInterim() const { return m_status / 100 == 1 && m_status != 101; }

private:
    void on_response_impl(int status, string_view reason, int version, error_code &error) override
    {
        m_status = status;
        m_recorder.beginHead(version == 10 ? HttpDialect::Http10 : HttpDialect::Http11, status,
                             viewOf(reason));
        error = {};
    }
    void on_field_impl(http::field, string_view name, string_view value, error_code &error) override
    {
        const bool isTrailer = m_recorder.hasHead();
        if (!isTrailer && !m_recorder.takeField(viewOf(name), viewOf(value)))
            error = http::error::header_limit;
        else
            error = {};
    }
    void on_header_impl(error_code &error) override
    {
        if (!isInterim())
            m_recorder.endHead();
        error = {};
    }
    std::size_t on_body_impl(string_view body, error_code &error) override { return take(body, error); }
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code &error) override
    {
        return take(body, error);
    }
    void on_request_impl(http::verb, string_view, string_view, int, error_code &error) override
    {
        error = {};
    }
    void on_body_init_impl(const boost::optional<std::uint64_t> &, error_code &error) override { error = {}; }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code &error) override { error = {}; }
    void on_finish_impl(error_code &error) override { error = {}; }

    std::size_t take(string_view body, error_code &error)
    {
        m_recorder.takeBody(viewOf(body));
        error = {};
        return body.size();
    }

    HttpRecorder &m_recorder;
    int m_status = 0;
};

HttpParser::HttpParser(HttpRecorder &recorder, bool expectsBody)
    : m_recorder(recorder)
    , m_expectsBody(expectsBody)
    , m_response(newResponse())
{
}

HttpParser::~HttpParser() = default;

std::unique_ptr<HttpParser::Response> HttpParser::newResponse() const
{
    return std::make_unique<Response>(m_recorder, m_expectsBody);
}

HttpParser::Result HttpParser::feed(QByteArrayView bytes)
{
    const bool begins = m_headBytes == 0; // nothing but a part of the status line has come
    if (m_unparsed.empty() && !(begins && lacksReason(bytes)))
        return parse(bytes);
    std::string all = std::exchange(m_unparsed, {}).append(bytes.data(), bytes.size());
    if (begins && lacksReason({all.data(), static_cast<qsizetype>(all.size())}))
        all.insert(static_cast<std::size_t>(statusLineSize), 1, ' ');
    return parse({all.data(), static_cast<qsizetype>(all.size())});
}

HttpParser::Result HttpParser::parse(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        error_code error;
        bytes = put(bytes, error);
        if (error && error != http::error::need_more)
            return tl::unexpected(protocolFailure(error));
        if (m_response->is_done() && m_response->isInterim())
            m_response = newResponse();
        else if (m_response->is_done() || m_recorder.isCutOff())
            return complete(bytes);
        else if (error)
            break;
    }
    m_unparsed.assign(bytes.data(), static_cast<std::size_t>(bytes.size()));
    return Progress::NeedsMore;
}

HttpParser::Result HttpParser::complete(QByteArrayView excess)
{
    m_excess = excess.size();
    return Progress::Complete;
}

/// Lets Beast take the next part (not eager: the head alone, a chunk) and returns what it left. Beast limits
/// a line; the sum of all is for us.
QByteArrayView HttpParser::put(QByteArrayView bytes, error_code &error)
{
    const bool isHead = !m_response->is_header_done();
    const std::size_t used = m_response->put({bytes.data(), static_cast<std::size_t>(bytes.size())}, error);
    const auto left = bytes.sliced(static_cast<qsizetype>(used));
    if (isHead)
        m_headBytes += used;
    const auto incomplete = error ? static_cast<std::size_t>(left.size()) : 0;
    if (m_headBytes + incomplete > maxHeadBytes)
        error = http::error::header_limit;
    return left;
}

HttpParser::Result HttpParser::finish()
{
    error_code error = http::error::end_of_stream;
    if (m_response->got_some())
        m_response->put_eof(error);
    if (error)
        return tl::unexpected(protocolFailure(error));
    return Progress::Complete;
}

bool HttpParser::keepsConnection() const
{
    return m_response->is_done() && m_response->keep_alive() && m_excess == 0 && !m_recorder.isCutOff() &&
           m_recorder.status() != 101;
}

} // namespace fusebox::probe

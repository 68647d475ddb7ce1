// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http_parser.h"

#include <limits>

#include <boost/beast/http/basic_parser.hpp>

namespace fusebox::probe {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

namespace {

constexpr std::size_t maxHeadBytes = 64 * 1024;
constexpr std::uint64_t enoughBody = 1024 * 1024;
constexpr qsizetype statusLineSize = 12; // "HTTP/1.1 200"

/// Servers leave out the reason, which they may, and with it the blank before it, which they may not (RFC
/// 9112, 4). Beast insists, everyone else reads it.
bool lacksReason(QByteArrayView head)
{
    return head.startsWith("HTTP/1.") && head.size() > statusLineSize &&
           (head[statusLineSize] == '\r' || head[statusLineSize] == '\n');
}

resilience::Failure protocolFailure(const error_code &error)
{
    return {.errorClass = resilience::ErrorClass::Protocol, .detail = error.message()};
}

} // namespace

/// Beast's parser, keeping only what HttpHead tells: fields that nobody asks for cost no memory.
class HttpParser::Response final : public http::basic_parser<false>
{
public:
    Response()
    {
        header_limit(maxHeadBytes);
        // No limit, as enough is no error (see isEnough()); "none" would refuse bodies in Boost 1.74.
        body_limit(std::numeric_limits<std::uint64_t>::max());
    }

    [[nodiscard]] const HttpHead &head() const { return m_head; }
    [[nodiscard]] bool isInterim() const { return m_head.status / 100 == 1 && m_head.status != 101; }
    [[nodiscard]] bool isEnough() const { return m_bodyBytes >= enoughBody; }

private:
    void on_response_impl(int status, string_view reason, int, error_code &error) override
    {
        m_head.status = status;
        m_head.reason.assign(reason.data(), reason.size());
        error = {};
    }
    void on_field_impl(http::field name, string_view, string_view value, error_code &error) override
    {
        if (name == http::field::retry_after)
            m_head.retryAfter.assign(value.data(), value.size());
        error = {};
    }
    std::size_t on_body_impl(string_view body, error_code &error) override { return count(body, error); }
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code &error) override
    {
        return count(body, error);
    }
    void on_request_impl(http::verb, string_view, string_view, int, error_code &error) override
    {
        error = {};
    }
    void on_header_impl(error_code &error) override { error = {}; }
    void on_body_init_impl(const boost::optional<std::uint64_t> &, error_code &error) override { error = {}; }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code &error) override { error = {}; }
    void on_finish_impl(error_code &error) override { error = {}; }

    std::size_t count(string_view body, error_code &error)
    {
        m_bodyBytes += body.size();
        error = {};
        return body.size();
    }

    HttpHead m_head;
    std::uint64_t m_bodyBytes = 0;
};

HttpParser::HttpParser()
    : m_response(std::make_unique<Response>())
{
}

HttpParser::~HttpParser() = default;

void HttpParser::expectBody(bool expected)
{
    m_expectsBody = expected;
    m_response = newResponse();
}

std::unique_ptr<HttpParser::Response> HttpParser::newResponse() const
{
    auto response = std::make_unique<Response>();
    response->skip(!m_expectsBody);
    return response;
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
        else if (m_response->is_done() || m_response->isEnough())
            return Progress::Complete;
        else if (error)
            break;
    }
    m_unparsed.assign(bytes.data(), static_cast<std::size_t>(bytes.size()));
    return Progress::NeedsMore;
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

std::optional<HttpHead> HttpParser::head() const
{
    if (!m_response->is_header_done() || m_response->isInterim())
        return {};
    return m_response->head();
}

} // namespace fusebox::probe

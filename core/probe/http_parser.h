// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include <QByteArrayView>

#include "core/resilience/failure.h"

namespace boost::system {
class error_code;
}

namespace fusebox::probe {

/// What is kept of a response's head.
struct HttpHead
{
    int status = 0;         ///< 200-599 as a rule; any three digits but 1xx (101 excepted)
    std::string reason;     ///< the peer's text, hostile, may be empty
    std::string retryAfter; ///< the field's raw value, empty if there is none
};

/// Reads one response (HTTP/1.0 or 1.1) from bytes in whatever pieces they come. Interim responses
/// (100, 103) are passed over, the body is counted and dropped. Bounded: a head (or a chunk's) of over 64 KiB
/// is a failure, a body of 1 MiB is enough. Failures are ErrorClass::Protocol.
class HttpParser
{
public:
    enum class Progress { NeedsMore, Complete };
    using Result = tl::expected<Progress, resilience::Failure>;

    HttpParser();
    ~HttpParser();

    /// False: the response ends with its head whatever that announces, as it does to HEAD. Before the first
    /// feed().
    void expectBody(bool expected);

    /// Not after Complete or a failure.
    [[nodiscard]] Result feed(QByteArrayView bytes);
    /// The peer will send nothing more: Complete, or a failure if that was not all.
    [[nodiscard]] Result finish();

    /// Once it has come in full.
    [[nodiscard]] std::optional<HttpHead> head() const;

private:
    class Response;
    [[nodiscard]] std::unique_ptr<Response> newResponse() const;
    [[nodiscard]] Result parse(QByteArrayView bytes);
    [[nodiscard]] QByteArrayView put(QByteArrayView bytes, boost::system::error_code &error);

    std::unique_ptr<Response> m_response;
    std::string m_unparsed; ///< the beginning of something that is not complete yet
    std::size_t m_headBytes = 0;
    bool m_expectsBody = true;
};

} // namespace fusebox::probe

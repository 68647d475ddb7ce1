// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include <tl/expected.hpp>

#include <QByteArrayView>

#include "core/probe/http/http_exchange.h"

namespace boost::system {
class error_code;
}

namespace fusebox::probe {

/// Reads one response (HTTP/1.0 or 1.1) from bytes in whatever pieces they come, and hands it to a recorder.
/// Interim responses (100, 103) and trailers are passed over. Bounded: a head (or a chunk's) of over 64 KiB
/// is a failure, a body that the recorder cuts off is complete. Failures are ErrorClass::Protocol.
class HttpParser
{
public:
    using Progress = HttpExchange::Progress;
    using Result = HttpExchange::Result;

    /// A response to HEAD ends with its head, whatever that announces: no `expectsBody`.
    explicit HttpParser(HttpRecorder &recorder, bool expectsBody = true);
    ~HttpParser();
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
    class Response;
    [[nodiscard]] std::unique_ptr<Response> newResponse() const;
    [[nodiscard]] Result parse(QByteArrayView bytes);
    [[nodiscard]] Result complete(QByteArrayView excess);
    [[nodiscard]] QByteArrayView put(QByteArrayView bytes, boost::system::error_code &error);

    HttpRecorder &m_recorder;
    bool m_expectsBody;
    std::unique_ptr<Response> m_response;
    std::string m_unparsed; ///< the beginning of something that is not complete yet
    std::size_t m_headBytes = 0;
    qsizetype m_excess = 0;
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http1_exchange.h"

namespace fusebox::probe {

using resilience::ErrorClass;

Http1Exchange::Http1Exchange(bool keepAlive)
    : m_keepAlive(keepAlive)
{
}

HttpExchange::Result Http1Exchange::begin(const HttpRequest &request, HttpRecorder &recorder)
{
    m_outgoing = request.head;
    m_outgoing += request.body;
    m_parser.emplace(recorder, request.method != "HEAD");
    m_hasBegun = false;
    m_isReusable = false;
    return Progress::NeedsMore;
}

HttpExchange::Result Http1Exchange::receive(QByteArrayView bytes)
{
    if (!m_parser)
        return tl::unexpected(
            HttpFailure{{.errorClass = ErrorClass::Protocol, .detail = "unasked bytes"}, {}});
    m_hasBegun = true;
    return conclude(m_parser->feed(bytes));
}

HttpExchange::Result Http1Exchange::finish()
{
    if (!m_parser)
        return Progress::NeedsMore;
    return conclude(m_parser->finish()).map([this](Progress progress) {
        m_isReusable = false;
        return progress;
    });
}

HttpExchange::Result Http1Exchange::conclude(Result result)
{
    if (result && *result == Progress::Complete) {
        m_isReusable = m_keepAlive && m_parser->keepsConnection();
        m_parser.reset();
    }
    return result;
}

} // namespace fusebox::probe

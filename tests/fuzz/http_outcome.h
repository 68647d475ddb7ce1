// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/http/http_exchange.h"
#include "core/probe/http/http_recorder.h"

namespace fusebox::fuzz {

/// What an answer amounted to: must not depend on how its bytes were cut.
struct HttpOutcome
{
    bool isComplete = false;
    std::optional<resilience::ErrorClass> error = {};
    std::optional<probe::HttpFault> fault = {};
    int status = 0;
    std::vector<probe::HttpField> fields = {};
    QByteArray body = {};
    std::int64_t bodySize = 0;

    bool operator==(const HttpOutcome &) const = default;
};

inline HttpOutcome outcomeOf(const probe::HttpExchange::Result &result, const probe::HttpRecorder &recorder)
{
    if (!result)
        return {.error = result.error().errorClass, .fault = result.error().fault};
    return {.isComplete = *result == probe::HttpExchange::Progress::Complete,
            .status = recorder.status(),
            .fields = recorder.fields(),
            .body = recorder.body(),
            .bodySize = recorder.bodySize()};
}

/// The reader's limits hold whatever comes.
inline bool isBounded(const probe::HttpRecorder &recorder, std::int64_t maxBody)
{
    qsizetype fieldBytes = 0;
    for (const probe::HttpField &field : recorder.fields())
        fieldBytes += field.name.size() + field.value.size();
    return recorder.fields().size() <= probe::HttpRecorder::maxFields &&
           fieldBytes <= probe::HttpRecorder::maxFieldBytes && recorder.bodySize() <= maxBody &&
           recorder.body().size() <= maxBody;
}

} // namespace fusebox::fuzz

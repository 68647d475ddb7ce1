// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_retry_after.h"

#include <algorithm>

#include "core/probe/contract/http_text.h"
#include "core/resilience/retry_after.h"

namespace fusebox::probe {

std::optional<resilience::Nanoseconds> retryAfterIn(const std::vector<HttpField> &fields)
{
    const auto field = std::ranges::find_if(
        fields, [](const HttpField &each) { return equalsWithoutCase(each.name, "retry-after"); });
    if (field == fields.end())
        return {};
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return resilience::parseRetryAfter(field->value.toStdString(), now);
}

} // namespace fusebox::probe

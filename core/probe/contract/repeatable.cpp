// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/repeatable.h"

#include <algorithm>
#include <array>

#include "core/probe/contract/http_text.h"

namespace fusebox::probe {

bool mayBeRepeated(const QByteArray &method, const std::vector<HttpField> &headers)
{
    static const std::array<QByteArray, 6> idempotent{"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"};
    const auto isKey = [](const HttpField &field) {
        return equalsWithoutCase(field.name, "idempotency-key");
    };
    return std::ranges::find(idempotent, method) != idempotent.end() || std::ranges::any_of(headers, isKey);
}

bool mayBeRepeated(const ProbeRequest &request)
{
    if (const auto *http = std::get_if<HttpOptions>(&request.options))
        return mayBeRepeated(http->method, http->headers);
    return optionsOf<TcpOptions>(request).send.isEmpty();
}

} // namespace fusebox::probe

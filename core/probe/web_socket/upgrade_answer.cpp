// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/upgrade_answer.h"

#include "core/probe/http/http_parser.h"
#include "core/probe/http/http_recorder.h"
#include "core/probe/http/http_retry_after.h"

namespace fusebox::probe {

std::optional<UpgradeAnswer> readUpgradeAnswer(QByteArrayView bytes)
{
    HttpRecorder recorder;
    HttpParser parser(recorder, false);
    if (!parser.feed(bytes) || !recorder.hasHead())
        return {};
    return UpgradeAnswer{.status = recorder.status(),
                         .reason = recorder.reason(),
                         .retryAfter = retryAfterIn(recorder.fields()),
                         .extensions = recorder.field("sec-websocket-extensions").value_or(QByteArray())};
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QString>

#include "core/probe/contract/probe.h"

namespace fusebox::ui {

/// "phrase: detail", or the phrase alone; the detail is raw and made harmless.
[[nodiscard]] QString withDetail(const QString &phrase, const std::string &detail);

/// What TLS came to grief over, `detail` where it says more: "certificate has expired".
[[nodiscard]] QString tlsPhrase(probe::TlsFault fault, const std::string &detail);

/// What about an HTTP exchange failed, `detail` where it says more: "body does not match".
[[nodiscard]] QString httpPhrase(const probe::HttpFault &fault, const std::string &detail);

/// What about a WebSocket failed, `detail` where it says more: "no answer to a ping".
[[nodiscard]] QString webSocketPhrase(probe::WebSocketFault fault, const std::string &detail);

/// What the proxy had against it; `general` is the phrase for the same failure without a proxy:
/// "proxy: connection refused", "behind the proxy: host unreachable: 502 Bad Gateway".
[[nodiscard]] QString proxyPhrase(probe::ProxyFault fault, const QString &general, const std::string &detail);

} // namespace fusebox::ui

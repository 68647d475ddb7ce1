// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/probe/http/http_options.h"

namespace fusebox::probe {

/// `text` without what `options` hold that is secret, should the peer have thrown it back: password, token,
/// and the values of Authorization, Proxy-Authorization and Cookie. Each becomes "***".
[[nodiscard]] std::string withoutSecrets(std::string text, const HttpOptions &options);

} // namespace fusebox::probe

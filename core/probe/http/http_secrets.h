// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QByteArray>

#include "core/probe/http/http_options.h"

namespace fusebox::probe {

/// What `options` hold that is secret: password, token, user and password as they are sent, and the values of
/// all fields, any of which may be a key.
[[nodiscard]] std::vector<QByteArray> secretsOf(const HttpOptions &options);

} // namespace fusebox::probe

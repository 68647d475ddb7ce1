// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QByteArray>
#include <QUrl>

#include "core/probe/http/http_options.h"

namespace fusebox::probe {

/// What `options` hold that is secret: password, token, user and password as they are sent, and the values of
/// all fields, any of which may be a key.
[[nodiscard]] std::vector<QByteArray> secretsOf(const HttpOptions &options);

/// `url` to be shown: without user and password, and masked, because redirects repeat what they were told.
/// Not in its origin, which says where an answer came from.
[[nodiscard]] QUrl withoutSecrets(const QUrl &url, const std::vector<QByteArray> &secrets);

} // namespace fusebox::probe

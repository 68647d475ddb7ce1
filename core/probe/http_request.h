// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QUrl>

namespace fusebox::probe {

/// The bytes of a GET for `url` (absolute, http or https) on a connection that is for this request alone.
[[nodiscard]] QByteArray httpRequest(const QUrl &url);

} // namespace fusebox::probe

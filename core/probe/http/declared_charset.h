// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace fusebox::probe {

/// The charset that a Content-Type names, in lower case and cut to 40 characters; empty: none.
[[nodiscard]] QByteArray charsetOfType(QByteArrayView contentType);

/// The charset that a page names in its first kilobyte, in what begins XML or in a tag "meta" as the HTML
/// standard finds it (13.2.3.2): comments and other tags' attributes do not count. None for UTF-16 and
/// UTF-32, for then nobody could have read so far.
[[nodiscard]] QByteArray charsetOfPage(const QByteArray &body);

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <QByteArray>
#include <QString>

namespace fusebox::ui {

/// Any bytes on one line that can be typed: UTF-8 as it reads, the rest as \r, \n, \t, \\ and \x00.
[[nodiscard]] QString byteText(const QByteArray &bytes);
/// The other way round; else a sentence that says what would be right.
[[nodiscard]] tl::expected<QByteArray, QString> parseByteText(const QString &text);

} // namespace fusebox::ui

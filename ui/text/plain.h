// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace fusebox::ui {

/// Text of a peer or a file made fit to stand in one line of ours: control characters, line breaks and marks
/// that turn the direction of what follows become blanks, and it is cut to `limit` characters with an
/// ellipsis. It is still text, never markup: show it as Qt::PlainText.
[[nodiscard]] QString plainLine(const QString &text, qsizetype limit = 160);

/// Nothing in it is anything but printed where it stands: no control characters, line breaks or direction
/// marks.
[[nodiscard]] bool isPlain(const QString &text);

} // namespace fusebox::ui

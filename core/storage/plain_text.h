// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

/// Text from outside made safe for one line of a terminal or of a window.
namespace fusebox::storage {

/// Control, format and line-breaking characters (and lone surrogates) as "\n", "\t", "\u001b": nothing in it
/// can steer a terminal, turn the direction of writing or begin a line of its own.
[[nodiscard]] QString escaped(QStringView text);

/// At most `length` characters; what is cut is shown as an ellipsis. Never cuts a surrogate pair.
[[nodiscard]] QString shortened(const QString &text, qsizetype length = 60);

} // namespace fusebox::storage

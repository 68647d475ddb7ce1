// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace fusebox::probe {

/// A word as HTTP has it (RFC 9110, 5.6.2): methods and field names. Empty is none.
[[nodiscard]] bool isHttpToken(QByteArrayView text);

/// What a field may hold (RFC 9110, 5.5): no control character but tabs, no blank at either end. Empty is
/// fine.
[[nodiscard]] bool isHttpFieldValue(QByteArrayView text);

/// What may stand between words (RFC 9110, 5.6.3).
[[nodiscard]] inline bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

/// Host and port as a Host field has them: characters only; whether there is such a host is not known here.
[[nodiscard]] bool isHttpAuthority(QByteArrayView text);

/// ASCII letters without case, as field names compare.
[[nodiscard]] bool equalsWithoutCase(QByteArrayView a, QByteArrayView b);

/// What speaks no HTTP, as a person may know it again: the greeting that is its first line, cut to 80 bytes
/// (never within a character), where that is printable text in UTF-8; "TLS"; or nothing.
[[nodiscard]] QByteArray greetingIn(QByteArrayView bytes);

/// `text` without its bytes from `limit` on.
[[nodiscard]] QByteArray firstOf(QByteArrayView text, qsizetype limit);

} // namespace fusebox::probe

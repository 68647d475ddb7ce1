// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace fusebox::probe {

/// A body as text.
struct BodyText
{
    QByteArray text = {}; ///< in UTF-8, without a byte order mark; what is in UTF-8 already stays as it came
    QByteArray unknownCharset = {}; ///< that it says it is in: it was taken as UTF-8; empty: it was known

    bool operator==(const BodyText &) const = default;
};

/// Reads a body in the charset that a byte order mark says or else its Content-Type, or else a page of HTML
/// or XML itself in its first KiB, or else UTF-8; a text that says nothing and cannot be that is in
/// windows-1252 (the order of browsers, as is that "ISO-8859-1" and "ASCII" mean the latter). Known is what
/// ICU knows. What is no character then is U+FFFD.
[[nodiscard]] BodyText bodyText(const QByteArray &body, QByteArrayView contentType);

/// The same of JSON, which is in UTF-8 whatever a server says of it (RFC 8259, 8.1); only what cannot be that
/// is read in the charset that it declares, or else in the one that its first bytes show (RFC 4627, 3).
[[nodiscard]] BodyText jsonText(const QByteArray &body, QByteArrayView contentType);

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace fusebox::probe {

/// Holds text that comes in pieces, cut anywhere, to UTF-8 (RFC 3629, 4): no overlong forms, surrogates, or
/// code points over U+10FFFF. A fault is seen at the first byte that nothing valid can begin with.
class Utf8Stream
{
public:
    /// False: with this piece it is no UTF-8 any more.
    [[nodiscard]] bool take(QByteArrayView piece);
    /// No character is cut in two where it ends now.
    [[nodiscard]] bool isWhole() const { return m_missing == 0; }

private:
    [[nodiscard]] bool begin(unsigned char lead);
    [[nodiscard]] bool proceed(unsigned char continuation);

    int m_missing = 0;            ///< bytes of the character under way
    unsigned char m_least = 0x80; ///< what its next byte may be
    unsigned char m_most = 0xbf;
};

} // namespace fusebox::probe

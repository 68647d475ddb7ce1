// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <utility>

#include <QByteArray>
#include <QString>

namespace fusebox::storage {

/// Writes numbers in as many bytes as they need, seven bits a byte, the lowest first (as in Protocol
/// Buffers).
class ByteWriter
{
public:
    void byte(std::uint8_t value) { m_bytes.append(static_cast<char>(value)); }
    void number(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            byte(static_cast<std::uint8_t>(value | 0x80));
        byte(static_cast<std::uint8_t>(value));
    }
    /// Small ones of either sign are short.
    void signedNumber(std::int64_t value)
    {
        number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }
    template <typename Enum>
    void oneOf(Enum value)
    {
        number(static_cast<std::uint64_t>(value));
    }
    void bytes(QByteArrayView value)
    {
        number(static_cast<std::uint64_t>(value.size()));
        m_bytes.append(value.data(), value.size());
    }

    [[nodiscard]] const QByteArray &written() const { return m_bytes; }
    [[nodiscard]] QByteArray take() { return std::exchange(m_bytes, {}); }

private:
    QByteArray m_bytes;
};

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/codec/byte_reader.h"

namespace fusebox::storage {

std::uint8_t ByteReader::byte()
{
    if (m_bytes.isEmpty()) {
        fail(StoredFault::CutOff);
        return 0;
    }
    const auto value = static_cast<std::uint8_t>(m_bytes.front());
    m_bytes = m_bytes.sliced(1);
    return value;
}

std::uint64_t ByteReader::longNumber(std::uint64_t most)
{
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        const std::uint8_t next = byte();
        if (shift == 63 && next > 1)
            break;
        value |= std::uint64_t(next & 0x7fU) << shift;
        if ((next & 0x80U) != 0)
            continue;
        if (value <= most)
            return value;
        break;
    }
    fail(StoredFault::OutOfBounds);
    return 0;
}

std::int64_t ByteReader::signedNumber(std::int64_t most)
{
    const std::uint64_t zigzag = number();
    const auto value = static_cast<std::int64_t>((zigzag >> 1) ^ (~(zigzag & 1) + 1));
    if (value >= -most && value <= most)
        return value;
    fail(StoredFault::OutOfBounds);
    return 0;
}

QByteArray ByteReader::bytes(qsizetype most)
{
    const auto size = static_cast<qsizetype>(number(static_cast<std::uint64_t>(most)));
    if (size > m_bytes.size()) {
        fail(StoredFault::CutOff);
        return {};
    }
    const QByteArray value = m_bytes.first(size).toByteArray();
    m_bytes = m_bytes.sliced(size);
    return value;
}

void ByteReader::fail(StoredFault fault)
{
    if (!m_fault)
        m_fault = fault;
    m_bytes = {};
}

} // namespace fusebox::storage

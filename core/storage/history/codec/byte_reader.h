// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include <QByteArray>
#include <QString>

#include "core/storage/history/codec/stored_fault.h"

namespace fusebox::storage {

/// Reads what ByteWriter wrote, of bytes that may be anything. After a fault everything reads as zero and
/// empty: it is enough to ask for it at the end. Nothing is allocated that the bytes do not hold.
class ByteReader
{
public:
    /// `bytes` outlive it.
    explicit ByteReader(QByteArrayView bytes)
        : m_bytes(bytes)
    {
    }

    [[nodiscard]] std::uint8_t byte();
    /// At most `most`, or it is a fault.
    [[nodiscard]] std::uint64_t number(std::uint64_t most = std::numeric_limits<std::uint64_t>::max())
    {
        const auto first = static_cast<std::uint8_t>(m_bytes.isEmpty() ? '\xff' : m_bytes.front());
        if (first >= 0x80 || first > most)
            return longNumber(most);
        m_bytes = m_bytes.sliced(1); // as nearly all are
        return first;
    }
    template <typename T>
    [[nodiscard]] T numberOf()
    {
        return static_cast<T>(number(static_cast<std::uint64_t>(std::numeric_limits<T>::max())));
    }
    /// Within [-most, most], or it is a fault.
    [[nodiscard]] std::int64_t signedNumber(std::int64_t most = std::numeric_limits<std::int64_t>::max());
    /// An enumerator up to `last`.
    template <typename Enum>
    [[nodiscard]] Enum oneOf(Enum last)
    {
        return static_cast<Enum>(number(static_cast<std::uint64_t>(last)));
    }
    [[nodiscard]] QByteArray bytes(qsizetype most);
    [[nodiscard]] QString text(qsizetype most) { return QString::fromUtf8(bytes(most)); }

    /// The first one counts.
    void fail(StoredFault fault);
    /// What has not been read.
    [[nodiscard]] QByteArrayView rest() const { return m_bytes; }
    [[nodiscard]] bool isAtEnd() const { return m_bytes.isEmpty(); }
    /// The first fault; at the end also that something is left.
    [[nodiscard]] std::optional<StoredFault> fault() const { return m_fault; }
    [[nodiscard]] std::optional<StoredFault> faultAtEnd() const
    {
        return m_fault || isAtEnd() ? m_fault : StoredFault::TooLong;
    }

private:
    [[nodiscard]] std::uint64_t longNumber(std::uint64_t most);

    QByteArrayView m_bytes;
    std::optional<StoredFault> m_fault = {};
};

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <variant>

#include <tl/expected.hpp>

#include <QString>

namespace fusebox::storage {

/// Somebody else writes this history.
struct HeldBy
{
    qint64 process = 0; ///< 0: it does not say

    bool operator==(const HeldBy &) const = default;
};

/// The right to write a history, which one process at a time has: as long as this lives, or the process does.
/// Thread: any.
class HistoryLock
{
public:
    /// Of the history at `path`; it is a file beside it. The error is who has it, or the system's words.
    [[nodiscard]] static tl::expected<HistoryLock, std::variant<HeldBy, QString>> take(const QString &path);

    ~HistoryLock();
    HistoryLock(HistoryLock &&other) noexcept;
    HistoryLock &operator=(HistoryLock &&other) noexcept;

private:
    explicit HistoryLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }

    int m_descriptor;
};

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

QT_FORWARD_DECLARE_CLASS(QSqlError)

namespace fusebox::storage {

/// Why SQLite did not do what it was asked to: its primary result code, and its words.
struct SqlFault
{
    int code = 0;
    QString words = {};

    // As in sqlite3.h, which nothing else here needs.
    static constexpr int corrupt = 11;
    static constexpr int tooBig = 18;
    static constexpr int constraint = 19;
    static constexpr int mismatch = 20;
    static constexpr int notADatabase = 26;

    /// What is stored is damaged: trying again will not help.
    [[nodiscard]] bool isDamage() const { return code == corrupt || code == notADatabase; }
    /// It is not the disk: what was to be written can never be.
    [[nodiscard]] bool isHopeless() const { return code == tooBig || code == constraint || code == mismatch; }
    bool operator==(const SqlFault &) const = default;
};

[[nodiscard]] SqlFault faultOf(const QSqlError &error);

} // namespace fusebox::storage

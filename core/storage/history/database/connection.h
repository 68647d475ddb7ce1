// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QSqlDatabase>

#include "core/storage/history/database/sql_fault.h"

namespace fusebox::storage {

/// A connection to a SQLite database. After a fault nothing more is done until it is forgotten: whoever does
/// several things in a row asks once, at the end. Thread: the one that made it.
class Connection
{
public:
    enum class Access { Write, Read };

    /// Waits for somebody else's lock up to five seconds. With Access::Read the file has to be there.
    Connection(const QString &path, Access access);
    ~Connection();
    Q_DISABLE_COPY_MOVE(Connection)

    [[nodiscard]] const std::optional<SqlFault> &fault() const { return m_fault; }
    void fail(SqlFault fault);
    void forgetFault() { m_fault.reset(); }

    void run(const QString &statement);
    /// The first column of the first row; 0 if there is none.
    [[nodiscard]] qint64 number(const QString &statement);
    [[nodiscard]] QString text(const QString &statement);

    [[nodiscard]] const QSqlDatabase &database() const { return m_database; }

private:
    [[nodiscard]] QVariant first(const QString &statement);

    QSqlDatabase m_database;
    std::optional<SqlFault> m_fault = {};
};

/// What is done while it lives is done as a whole by commit(), or not at all.
class Transaction
{
public:
    explicit Transaction(Connection &connection);
    ~Transaction();
    Q_DISABLE_COPY_MOVE(Transaction)

    /// False, with nothing done, after a fault.
    [[nodiscard]] bool commit();

private:
    Connection &m_connection;
    bool m_isOver = false;
};

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/connection.h"

#include <utility>

#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

namespace fusebox::storage {

using namespace Qt::StringLiterals;

SqlFault faultOf(const QSqlError &error)
{
    const int code = error.nativeErrorCode().toInt() & 0xff; // the primary one
    return {code, error.databaseText().isEmpty() ? error.driverText() : error.databaseText()};
}

Connection::Connection(const QString &path, Access access)
    : m_database(
          QSqlDatabase::addDatabase(u"QSQLITE"_s, u"fusebox-%1"_s.arg(reinterpret_cast<quintptr>(this))))
{
    QString options = u"QSQLITE_BUSY_TIMEOUT=5000"_s;
    if (access == Access::Read)
        options += u";QSQLITE_OPEN_READONLY"_s;
    m_database.setDatabaseName(path);
    m_database.setConnectOptions(options);
    if (!m_database.open())
        fail(faultOf(m_database.lastError()));
}

Connection::~Connection()
{
    const QString name = m_database.connectionName();
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(name);
}

void Connection::fail(SqlFault fault)
{
    if (!m_fault)
        m_fault = std::move(fault);
}

void Connection::run(const QString &statement)
{
    if (m_fault)
        return;
    QSqlQuery query(m_database);
    if (!query.exec(statement))
        fail(faultOf(query.lastError()));
}

qint64 Connection::number(const QString &statement)
{
    return first(statement).toLongLong();
}

QString Connection::text(const QString &statement)
{
    return first(statement).toString();
}

QVariant Connection::first(const QString &statement)
{
    if (m_fault)
        return {};
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(statement))
        fail(faultOf(query.lastError()));
    else if (query.next())
        return query.value(0);
    else if (query.lastError().isValid())
        fail(faultOf(query.lastError()));
    return {};
}

/// Immediate: it is a writer's, and a lock that cannot be had is told of here.
Transaction::Transaction(Connection &connection)
    : m_connection(connection)
{
    m_connection.run(u"BEGIN IMMEDIATE"_s);
}

Transaction::~Transaction()
{
    if (m_isOver)
        return;
    QSqlQuery query(m_connection.database());
    query.exec(u"ROLLBACK"_s); // where there is nothing to take back it fails, which is all the same
}

bool Transaction::commit()
{
    m_connection.run(u"COMMIT"_s);
    m_isOver = !m_connection.fault();
    return m_isOver;
}

} // namespace fusebox::storage

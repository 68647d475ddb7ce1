// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSqlQuery>
#include <QVariant>

#include "core/storage/history/database/connection.h"

namespace fusebox::storage {

/// A statement that is prepared once, when it is first run. Its connection outlives it, and remembers faults.
/// Thread: the connection's.
class Statement
{
public:
    Statement(Connection &connection, QString text)
        : m_connection(connection)
        , m_text(std::move(text))
    {
    }

    /// Runs it with these for its question marks; false after a fault.
    template <typename... Values>
    bool run(const Values &...values)
    {
        if (!isReady())
            return false;
        int place = 0;
        (m_query.bindValue(place++, bound(values)), ...);
        return execute();
    }

    bool runWith(const QVariantList &values)
    {
        if (!isReady())
            return false;
        for (int place = 0; place < values.size(); ++place)
            m_query.bindValue(place, values[place]);
        return execute();
    }

    /// The next row; false when there is none, or after a fault.
    [[nodiscard]] bool next();
    [[nodiscard]] qint64 number(int column) const { return m_query.value(column).toLongLong(); }
    [[nodiscard]] bool isNull(int column) const { return m_query.isNull(column); }
    [[nodiscard]] QByteArray bytes(int column) const { return m_query.value(column).toByteArray(); }
    [[nodiscard]] QString text(int column) const { return m_query.value(column).toString(); }
    /// Of the last run.
    [[nodiscard]] int rowsChanged() const { return m_query.numRowsAffected(); }
    /// Nothing more is read: what is locked for it is let go.
    void finish() { m_query.finish(); }

private:
    template <typename Value>
    [[nodiscard]] static QVariant bound(const Value &value)
    {
        return QVariant(value);
    }
    /// A text that is null is empty, and no NULL.
    [[nodiscard]] static QVariant bound(const QString &text)
    {
        return text.isNull() ? QString(QLatin1StringView("")) : text;
    }

    [[nodiscard]] bool isReady();
    [[nodiscard]] bool execute();
    bool noteFault();

    Connection &m_connection;
    QString m_text;
    QSqlQuery m_query;
    bool m_isPrepared = false;
};

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/history/database/statement.h"

namespace fusebox::storage {

/// A query whose conditions are those that somebody asked for. What they compare with is bound, never part of
/// the text.
class QueryText
{
public:
    explicit QueryText(QString select)
        : m_text(std::move(select))
    {
    }

    /// All conditions hold.
    template <typename... Values>
    void where(const QString &condition, const Values &...values)
    {
        m_text += (m_hasConditions ? QStringLiteral(" AND ") : QStringLiteral(" WHERE ")) + condition;
        m_hasConditions = true;
        (m_values.push_back(QVariant(values)), ...);
    }
    /// What follows the conditions.
    void end(const QString &text) { m_text += u' ' + text; }

    /// Run, to be read.
    [[nodiscard]] Statement run(Connection &connection) const
    {
        Statement statement(connection, m_text);
        statement.runWith(m_values);
        return statement;
    }

private:
    QString m_text;
    QVariantList m_values;
    bool m_hasConditions = false;
};

} // namespace fusebox::storage

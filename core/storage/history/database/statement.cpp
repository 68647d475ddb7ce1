// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/history/database/statement.h"

#include <QSqlError>

namespace fusebox::storage {

bool Statement::isReady()
{
    if (m_connection.fault())
        return false;
    if (m_isPrepared)
        return true;
    m_query = QSqlQuery(m_connection.database());
    m_query.setForwardOnly(true);
    m_isPrepared = m_query.prepare(m_text);
    return m_isPrepared || noteFault();
}

bool Statement::execute()
{
    return m_query.exec() || noteFault();
}

bool Statement::next()
{
    if (m_connection.fault())
        return false;
    return m_query.next() || noteFault();
}

/// False in any case.
bool Statement::noteFault()
{
    const QSqlError error = m_query.lastError();
    if (error.isValid())
        m_connection.fail(faultOf(error));
    return false;
}

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/selection.h"

#include <utility>

#include "ui/panes/endpoint_table.h"
#include "ui/rows/endpoint_store.h"

namespace fusebox::ui {

Selection::Selection(EndpointTable &table, const EndpointStore &endpoints, QObject *parent)
    : QObject(parent)
    , m_table(table)
    , m_endpoints(endpoints)
{
    connect(&table, &EndpointTable::endpointSelectionChanged, this, &Selection::choose);
    connect(&table, &EndpointTable::headingReached, this, &Selection::changed);
}

QStringList Selection::targetIds() const
{
    return m_table.targetIds();
}

std::vector<const health::EndpointSnapshot *> Selection::targets() const
{
    std::vector<const health::EndpointSnapshot *> targets;
    for (const settings::EndpointId &id : targetIds())
        targets.push_back(m_endpoints.find(id));
    return targets;
}

void Selection::settle()
{
    if (!m_awaited.isEmpty() && m_endpoints.find(m_awaited))
        m_table.select(std::exchange(m_awaited, {}));
    else if (!m_endpoints.find(m_chosen))
        m_table.selectFirst();
}

void Selection::moveRows(const std::function<bool()> &move)
{
    m_rowsMove = true;
    if (move())
        m_table.restore(m_chosen, m_selected);
    m_rowsMove = false;
}

void Selection::follow(const settings::EndpointId &culprit)
{
    if (!m_table.isChosenByHand() && culprit != m_table.currentId())
        m_table.selectForNobody(culprit);
}

void Selection::choose()
{
    if (m_rowsMove)
        return;
    if (const settings::EndpointId current = m_table.currentId(); !current.isEmpty())
        m_chosen = current;
    m_selected = m_table.selectedIds();
    Q_EMIT changed();
}

} // namespace fusebox::ui

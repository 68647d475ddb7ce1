// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/endpoint_filter_model.h"

#include <compare>

#include "ui/models/endpoint_cells.h"
#include "ui/models/severity.h"

namespace fusebox::ui {

namespace {

using health::EndpointSnapshot;
using Model = EndpointTableModel;

std::weak_ordering ordering(int compared)
{
    return compared <=> 0;
}

std::weak_ordering byName(const EndpointSnapshot &a, const EndpointSnapshot &b)
{
    const auto names = ordering(a.config->name.compare(b.config->name, Qt::CaseInsensitive));
    return names != 0 ? names : ordering(a.config->id.compare(b.config->id));
}

/// Longest first where one sorts by latency; those without a figure last.
std::weak_ordering byLatency(const std::optional<health::Nanoseconds> &a,
                             const std::optional<health::Nanoseconds> &b)
{
    return b.value_or(health::Nanoseconds{-1}) <=> a.value_or(health::Nanoseconds{-1});
}

std::weak_ordering byColumn(const EndpointSnapshot &a, const EndpointSnapshot &b, int column)
{
    switch (column) {
    case Model::NameColumn: return byName(a, b);
    case Model::CircuitColumn: return effectiveState(b.circuit) <=> effectiveState(a.circuit);
    case Model::LatencyColumn: return byLatency(currentLatency(a), currentLatency(b));
    case Model::P95Column: return byLatency(a.p95, b.p95);
    case Model::ReasonColumn:
        return ordering(cellText(b, Model::ReasonColumn).compare(cellText(a, Model::ReasonColumn)));
    default: return severityRank(a) <=> severityRank(b);
    }
}

bool isOpen(const EndpointSnapshot &row)
{
    using enum resilience::EffectiveState;
    const auto state = effectiveState(row.circuit);
    return state == Open || state == ForcedOpen;
}

} // namespace

EndpointFilterModel::EndpointFilterModel(EndpointTableModel &endpoints, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_endpoints(endpoints)
{
    setDynamicSortFilter(false);
    setSourceModel(&endpoints);
    sort(Model::StatusColumn);
}

void EndpointFilterModel::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidate();
}

void EndpointFilterModel::setStatuses(const StatusSet &statuses)
{
    m_statuses = statuses;
    invalidate();
}

void EndpointFilterModel::setOpenCircuitsOnly(bool only)
{
    m_openCircuitsOnly = only;
    invalidate();
}

bool EndpointFilterModel::isFiltering() const
{
    return !m_text.isEmpty() || m_statuses.any() || m_openCircuitsOnly;
}

void EndpointFilterModel::refresh()
{
    if (isStale() || isOutOfOrder())
        invalidate();
}

const EndpointSnapshot &EndpointFilterModel::snapshot(const QModelIndex &proxyIndex) const
{
    return m_endpoints.snapshot(mapToSource(proxyIndex).row());
}

bool EndpointFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    return accepts(m_endpoints.snapshot(sourceRow));
}

bool EndpointFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const EndpointSnapshot &a = m_endpoints.snapshot(left.row());
    const EndpointSnapshot &b = m_endpoints.snapshot(right.row());
    const auto order = byColumn(a, b, sortColumn());
    return (order != 0 ? order : byName(a, b)) < 0;
}

bool EndpointFilterModel::accepts(const EndpointSnapshot &row) const
{
    if (m_statuses.any() && !m_statuses.test(static_cast<std::size_t>(row.status)))
        return false;
    if (m_openCircuitsOnly && !isOpen(row))
        return false;
    return m_text.isEmpty() || row.config->name.contains(m_text, Qt::CaseInsensitive) ||
           row.config->url.toString(QUrl::FullyEncoded).contains(m_text, Qt::CaseInsensitive) ||
           row.config->id.contains(m_text, Qt::CaseInsensitive);
}

bool EndpointFilterModel::isStale() const
{
    int accepted = 0;
    for (int row = 0; row < m_endpoints.rowCount(); ++row)
        accepted += accepts(m_endpoints.snapshot(row)) ? 1 : 0;
    if (accepted != rowCount())
        return true;
    for (int row = 0; row < rowCount(); ++row) {
        if (!accepts(snapshot(index(row, 0))))
            return true;
    }
    return false;
}

bool EndpointFilterModel::isOutOfOrder() const
{
    const bool ascending = sortOrder() == Qt::AscendingOrder;
    for (int row = 1; row < rowCount(); ++row) {
        const QModelIndex before = mapToSource(index(row - 1, 0));
        const QModelIndex after = mapToSource(index(row, 0));
        if (ascending ? lessThan(after, before) : lessThan(before, after))
            return true;
    }
    return false;
}

} // namespace fusebox::ui

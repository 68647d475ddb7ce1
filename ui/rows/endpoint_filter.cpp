// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/endpoint_filter.h"

#include <algorithm>

namespace fusebox::ui {

void EndpointFilter::setText(const QString &text)
{
    m_words = text.simplified().toCaseFolded().split(u' ', Qt::SkipEmptyParts);
}

bool EndpointFilter::isActive() const
{
    return !m_words.isEmpty() || statuses.any() || circuits.any();
}

bool EndpointFilter::accepts(const EndpointStore &endpoints, int row) const
{
    return acceptsState(endpoints.facts(row)) && finds(endpoints, row);
}

bool EndpointFilter::acceptsState(const EndpointStore::Facts &facts) const
{
    if (statuses.any() && !statuses.test(static_cast<std::size_t>(facts.status)))
        return false;
    return circuits.none() || circuits.test(static_cast<std::size_t>(facts.circuit));
}

bool EndpointFilter::finds(const EndpointStore &endpoints, int row) const
{
    return std::all_of(
        m_words.begin(), m_words.end(),
        [&text = endpoints.searchText(row)](const QString &word) { return text.contains(word); });
}

} // namespace fusebox::ui

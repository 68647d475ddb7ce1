// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/endpoint_store.h"

#include <algorithm>
#include <numeric>

#include "core/settings/secret_reference.h"
#include "ui/rows/severity.h"

namespace fusebox::ui {

using namespace health;

namespace {

/// Parts are kept apart by a line break, which no filter contains.
QString searchTextOf(const settings::EndpointConfig &config)
{
    QStringList parts{config.name, config.id, settings::urlText(config.url()) + titleOf(config.asked),
                      config.group};
    parts += config.tags;
    return parts.join(u'\n').toCaseFolded();
}

template <typename T>
void keep(std::vector<T> &values, const std::vector<int> &movedTo)
{
    for (std::size_t from = 0; from < movedTo.size(); ++from) {
        if (movedTo[from] >= 0 && std::size_t(movedTo[from]) != from)
            values[std::size_t(movedTo[from])] = std::move(values[from]);
    }
    values.resize(static_cast<std::size_t>(
        std::count_if(movedTo.begin(), movedTo.end(), [](int to) { return to >= 0; })));
}

} // namespace

int Tally::total() const
{
    return std::accumulate(statuses.begin(), statuses.end(), 0);
}

EndpointStore::EndpointStore()
{
    (void)groupOf({});
}

bool EndpointStore::wouldComeOrGo(const history::UpdatePart &update) const
{
    const auto isOtherwise = [this](const EndpointSnapshot &snapshot) {
        const EndpointSnapshot *known = find(snapshot.config->id);
        return !known || (known->config != snapshot.config && known->config->group != snapshot.config->group);
    };
    return !update.removed.empty() || std::any_of(update.changed.begin(), update.changed.end(), isOtherwise);
}

EndpointStore::Changes EndpointStore::apply(const history::UpdatePart &update)
{
    Changes changes;
    remove(update.removed, changes);
    for (const EndpointSnapshot &snapshot : update.changed) {
        const int row = rowOf(snapshot.config->id);
        if (row >= 0)
            replace(row, snapshot, changes);
        else
            append(snapshot, changes);
    }
    if (!m_areNamesRanked)
        rankNames();
    return changes;
}

const EndpointSnapshot *EndpointStore::find(const settings::EndpointId &id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &snapshot(row);
}

QStringList EndpointStore::ids() const
{
    QStringList ids;
    for (const EndpointSnapshot &row : m_rows)
        ids << row.config->id;
    return ids;
}

int EndpointStore::worst() const
{
    int worst = -1;
    for (int row = 0; row < size(); ++row) {
        const Facts &candidate = facts(row);
        const bool isBad = candidate.status == Status::Unhealthy || candidate.status == Status::Degraded;
        if (isBad && !snapshot(row).held && (worst < 0 || candidate.severity < facts(worst).severity))
            worst = row;
    }
    return worst;
}

void EndpointStore::remove(std::span<const settings::EndpointId> ids, Changes &changes)
{
    std::vector<int> movedTo(m_rows.size());
    for (const settings::EndpointId &id : ids) {
        if (const int row = m_rowOf.value(id, -1); row >= 0) {
            movedTo[std::size_t(row)] = -1;
            m_rowOf.remove(id);
            count(facts(row), -1);
            changes.groups.push_back(facts(row).group);
        }
    }
    if (changes.groups.empty())
        return;
    int next = 0;
    for (int &to : movedTo)
        to = to < 0 ? to : next++;
    keep(m_rows, movedTo);
    keep(m_facts, movedTo);
    keep(m_searchTexts, movedTo);
    for (int &row : m_rowOf)
        row = movedTo[std::size_t(row)];
    changes.movedTo = std::move(movedTo);
}

void EndpointStore::replace(int row, const EndpointSnapshot &snapshot, Changes &changes)
{
    EndpointSnapshot &known = m_rows[std::size_t(row)];
    const bool isSameConfig = known.config == snapshot.config;
    const Facts before = facts(row);
    known = snapshot;
    count(before, -1);
    if (!isSameConfig)
        describe(row);
    Facts &now = m_facts[std::size_t(row)];
    now.status = snapshot.status;
    now.circuit = effectiveState(snapshot.circuit);
    now.severity = static_cast<std::int16_t>(severityRank(snapshot));
    count(now, 1);
    changes.rows.push_back(row);
    if (now.group != before.group || now.status != before.status) {
        changes.groups.push_back(before.group);
        changes.groups.push_back(now.group);
    }
}

void EndpointStore::append(const EndpointSnapshot &snapshot, Changes &changes)
{
    const int row = size();
    m_rowOf.insert(snapshot.config->id, row);
    m_rows.push_back(snapshot);
    m_searchTexts.emplace_back();
    m_facts.push_back({.status = snapshot.status,
                       .circuit = effectiveState(snapshot.circuit),
                       .severity = static_cast<std::int16_t>(severityRank(snapshot))});
    describe(row);
    count(facts(row), 1);
    changes.groups.push_back(facts(row).group);
    ++changes.added;
}

/// What follows from the configuration alone.
void EndpointStore::describe(int row)
{
    const settings::EndpointConfig &config = *snapshot(row).config;
    QString text = searchTextOf(config);
    m_facts[std::size_t(row)].group = groupOf(config.group);
    if (text == m_searchTexts[std::size_t(row)])
        return;
    m_searchTexts[std::size_t(row)] = std::move(text);
    m_areNamesRanked = false;
}

void EndpointStore::count(const Facts &facts, int by)
{
    for (Tally *tally : {&m_tally, &m_groups[std::size_t(facts.group)].tally}) {
        tally->statuses[static_cast<std::size_t>(facts.status)] += by;
        tally->circuits[static_cast<std::size_t>(facts.circuit)] += by;
    }
}

int EndpointStore::groupOf(const QString &name)
{
    const auto known = m_groupOf.constFind(name);
    if (known != m_groupOf.cend())
        return *known;
    m_groups.push_back({.name = name});
    return m_groupOf.insert(name, static_cast<int>(m_groups.size()) - 1).value();
}

/// Comparing names is dear, and they hardly ever change: done once, so that sorting compares numbers. The
/// text that is sought begins with the name, in one case, and goes on with the id.
void EndpointStore::rankNames()
{
    std::vector<int> order(m_rows.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [this](int a, int b) { return searchText(a) < searchText(b); });
    for (std::size_t rank = 0; rank < order.size(); ++rank)
        m_facts[std::size_t(order[rank])].nameRank = static_cast<int>(rank);
    rankGroups();
    m_areNamesRanked = true;
}

void EndpointStore::rankGroups()
{
    std::vector<int> order(m_groups.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin() + 1, order.end(), [this](int a, int b) {
        return m_groups[std::size_t(a)].name.compare(m_groups[std::size_t(b)].name, Qt::CaseInsensitive) < 0;
    });
    std::rotate(order.begin(), order.begin() + 1, order.end());
    for (std::size_t rank = 0; rank < order.size(); ++rank)
        m_groups[std::size_t(order[rank])].nameRank = static_cast<int>(rank);
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include <QHash>
#include <QStringList>

#include "core/health/values/snapshot.h"
#include "core/history/update_intake.h"

namespace fusebox::ui {

/// How many endpoints have each status, and their circuits each state.
struct Tally
{
    std::array<int, static_cast<std::size_t>(health::Status::Count)> statuses = {};
    std::array<int, std::size_t(resilience::EffectiveState::MeasureOnly) + 1> circuits = {};

    [[nodiscard]] int of(health::Status status) const { return statuses[static_cast<std::size_t>(status)]; }
    [[nodiscard]] int of(resilience::EffectiveState state) const
    {
        return circuits[static_cast<std::size_t>(state)];
    }
    [[nodiscard]] int total() const;
    void add(health::Status status, resilience::EffectiveState circuit, int by = 1)
    {
        statuses[static_cast<std::size_t>(status)] += by;
        circuits[static_cast<std::size_t>(circuit)] += by;
    }
};

/// The endpoints as they are now, in the order they came, and beside each what sorting, filtering and
/// counting need, small and close together: ten thousand are walked ten times a second. Rows are numbers from
/// 0; removing one moves those behind it.
class EndpointStore
{
public:
    /// Of one endpoint. `nameRank` is its place among all by name.
    struct Facts
    {
        health::Status status = health::Status::Unknown;
        resilience::EffectiveState circuit = resilience::EffectiveState::Closed;
        std::int16_t severity = 0; ///< severityRank()
        int group = 0;
        int nameRank = 0;
    };
    /// Number 0 is of those without a group. A group stays, with a tally of 0, when its last endpoint goes.
    struct Group
    {
        QString name;
        int nameRank = 0; ///< its place among all by name; no group comes last
        Tally tally = {};
    };
    /// What apply() did. Rows are numbered as they are now.
    struct Changes
    {
        std::vector<int> rows = {};    ///< changed, unsorted, each once
        std::vector<int> groups = {};  ///< whose tally changed, unsorted, maybe more than once
        int added = 0;                 ///< rows, at the end
        std::vector<int> movedTo = {}; ///< the new row of each old one, -1: removed; empty: none was
    };

    EndpointStore();

    /// Whether applying it would add, remove or put into another group, so that lines have to be arranged
    /// anew.
    [[nodiscard]] bool wouldComeOrGo(const history::UpdatePart &update) const;
    Changes apply(const history::UpdatePart &update);

    [[nodiscard]] int size() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] const health::EndpointSnapshot &snapshot(int row) const { return m_rows[std::size_t(row)]; }
    [[nodiscard]] const Facts &facts(int row) const { return m_facts[std::size_t(row)]; }
    /// Name, id, URL, group and tags in one, folded to one case.
    [[nodiscard]] const QString &searchText(int row) const { return m_searchTexts[std::size_t(row)]; }
    [[nodiscard]] const std::vector<Group> &groups() const { return m_groups; }
    /// 0, that of no group, when there never was one of this name.
    [[nodiscard]] int groupNumber(const QString &name) const { return m_groupOf.value(name); }
    [[nodiscard]] const Tally &tally() const { return m_tally; }

    /// Null when there is no such endpoint.
    [[nodiscard]] const health::EndpointSnapshot *find(const settings::EndpointId &id) const;
    /// -1 when there is no such endpoint.
    [[nodiscard]] int rowOf(const settings::EndpointId &id) const { return m_rowOf.value(id, -1); }
    [[nodiscard]] QStringList ids() const;
    /// The row of the unhealthy or degraded endpoint that needs a person most, but for those that are held
    /// because this machine is offline; -1: none does.
    [[nodiscard]] int worst() const;

private:
    void remove(std::span<const settings::EndpointId> ids, Changes &changes);
    void replace(int row, const health::EndpointSnapshot &snapshot, Changes &changes);
    void append(const health::EndpointSnapshot &snapshot, Changes &changes);
    void describe(int row);
    void count(const Facts &facts, int by);
    [[nodiscard]] int groupOf(const QString &name);
    void rankNames();
    void rankGroups();

    std::vector<health::EndpointSnapshot> m_rows;
    std::vector<Facts> m_facts;
    std::vector<QString> m_searchTexts;
    QHash<settings::EndpointId, int> m_rowOf;
    std::vector<Group> m_groups;
    QHash<QString, int> m_groupOf;
    Tally m_tally;
    bool m_areNamesRanked = true;
};

} // namespace fusebox::ui

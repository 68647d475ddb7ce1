// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/table_lines.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

namespace fusebox::ui {

namespace {

/// A row with its whole key, so that sorting looks nowhere else.
struct KeyedRow
{
    int groupRank;
    std::int64_t value;
    int nameRank;
    Line line;

    [[nodiscard]] auto key() const { return std::tie(groupRank, value, nameRank); }
};

/// The place of each group among those shown; all the same without grouping.
std::vector<int> groupRanks(const EndpointStore &endpoints, std::span<const SortedRow> rows,
                            const LineOrder &order)
{
    const auto &groups = endpoints.groups();
    std::vector<int> ranks(groups.size());
    if (!order.grouped)
        return ranks;
    std::vector<int> worst(groups.size());
    for (const SortedRow &row : rows) {
        const auto &facts = endpoints.facts(row.row);
        int &severity = worst[std::size_t(facts.group)];
        severity = std::min<int>(severity, facts.severity - std::numeric_limits<std::int16_t>::max());
    }
    std::vector<int> byPlace(groups.size());
    std::iota(byPlace.begin(), byPlace.end(), 0);
    std::sort(byPlace.begin(), byPlace.end(), [&](int a, int b) {
        if (order.worstGroupFirst && worst[std::size_t(a)] != worst[std::size_t(b)])
            return (worst[std::size_t(a)] < worst[std::size_t(b)]) != order.descending;
        return groups[std::size_t(a)].nameRank < groups[std::size_t(b)].nameRank;
    });
    for (std::size_t place = 0; place < byPlace.size(); ++place)
        ranks[std::size_t(byPlace[place])] = static_cast<int>(place);
    return ranks;
}

std::vector<KeyedRow> keyed(const EndpointStore &endpoints, std::span<const SortedRow> rows,
                            const LineOrder &order)
{
    const std::vector<int> ranks = groupRanks(endpoints, rows, order);
    std::vector<KeyedRow> result;
    result.reserve(rows.size());
    for (const SortedRow &row : rows) {
        const auto &facts = endpoints.facts(row.row);
        result.push_back({ranks[std::size_t(facts.group)], order.descending ? -row.value : row.value,
                          facts.nameRank, Line{row.row, facts.group}});
    }
    return result;
}

bool anyGroup(std::span<const KeyedRow> rows)
{
    return std::any_of(rows.begin(), rows.end(), [](const KeyedRow &row) { return row.line.group != 0; });
}

/// The lines of a group without its heading: [first, last).
struct Span
{
    int first;
    int last;
};

Span linesOf(std::span<const Line> lines, int group)
{
    const bool isGrouped = !lines.empty() && lines.front().isHeading();
    if (!isGrouped)
        return {0, static_cast<int>(lines.size())};
    const auto heading = std::find(lines.begin(), lines.end(), Line{Line::heading, group});
    if (heading == lines.end())
        return {0, 0};
    const auto next =
        std::find_if(heading + 1, lines.end(), [](const Line &line) { return line.isHeading(); });
    return {static_cast<int>(heading - lines.begin()) + 1, static_cast<int>(next - lines.begin())};
}

} // namespace

std::vector<Line> arrangeLines(const EndpointStore &endpoints, std::vector<SortedRow> rows,
                               const LineOrder &order)
{
    std::vector<KeyedRow> sorted = keyed(endpoints, rows, order);
    std::sort(sorted.begin(), sorted.end(),
              [](const KeyedRow &a, const KeyedRow &b) { return a.key() < b.key(); });
    const bool isGrouped = order.grouped && anyGroup(sorted);
    std::vector<Line> lines;
    lines.reserve(sorted.size() + (isGrouped ? endpoints.groups().size() : 0));
    for (const auto &[rank, value, name, line] : sorted) {
        if (isGrouped && (lines.empty() || lines.back().group != line.group))
            lines.push_back({Line::heading, line.group});
        const auto group = static_cast<std::size_t>(line.group);
        if (!isGrouped || group >= order.folded.size() || !order.folded[group])
            lines.push_back(line);
    }
    return lines;
}

/// All are taken out first and then put back from the top, group by group: none moves one that is already in
/// its place.
void holdRows(std::vector<Line> &lines, const std::vector<HeldRow> &held)
{
    std::vector<std::pair<int, Line>> taken;
    for (const HeldRow &hold : held) {
        const auto found =
            std::find_if(lines.begin(), lines.end(), [&](const Line &line) { return line.row == hold.row; });
        if (found == lines.end())
            continue;
        taken.emplace_back(hold.line, *found);
        lines.erase(found);
    }
    std::sort(taken.begin(), taken.end(), [&lines](const auto &a, const auto &b) {
        return std::pair(linesOf(lines, a.second.group).first, a.first) <
               std::pair(linesOf(lines, b.second.group).first, b.first);
    });
    for (const auto &[wanted, line] : taken) {
        const Span span = linesOf(lines, line.group);
        lines.insert(lines.begin() + std::clamp(wanted, span.first, span.last), line);
    }
}

} // namespace fusebox::ui

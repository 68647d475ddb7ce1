// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <QString>

#include "core/health/values/clock.h"

namespace fusebox::health {
struct EndpointSnapshot;
}

namespace fusebox::ui {

struct CellSource;
struct SortSource;

/// The columns of the table of endpoints, in the order they have until a person moves them.
enum Column {
    StatusColumn,
    NameColumn,
    GroupColumn,
    CircuitColumn,
    LatencyColumn,
    P50Column,
    P95Column,
    P99Column,
    TraceColumn,
    UptimeColumn,
    AttemptsColumn,
    ChangedColumn,
    NextColumn,
    ReasonColumn
};
inline constexpr int numberOfColumns = ReasonColumn + 1;

/// All there is to say of a column but how its cells are painted; models and views read it here.
struct ColumnSpec
{
    Column column = StatusColumn;
    const char *key = nullptr;     ///< in the layout of a window; stays the same from version to version
    const char *title = nullptr;   ///< to be translated, as is `meaning`
    const char *meaning = nullptr; ///< where the title does not say it
    int width = 0;                 ///< device-independent pixels, where nothing else is said
    int shownFrom = 0; ///< the table's width from which on it is shown while nobody has chosen: 0 always
    Qt::AlignmentFlag align = Qt::AlignLeft;
    bool movesWithTime = false; ///< says something else when nothing happens but that time goes by
    /// Of a column of latencies, from which its text and its order follow; one that is slow stands out.
    std::optional<health::Nanoseconds> (*latency)(const health::EndpointSnapshot &row) = nullptr;
    QString (*text)(const CellSource &source) = nullptr;      ///< null: a picture, or a latency
    QString (*spoken)(const CellSource &source) = nullptr;    ///< to a screen reader; null: title and text
    QString (*tip)(const CellSource &source) = nullptr;       ///< plain, on hover; null: `meaning`
    std::int64_t (*sort)(const SortSource &source) = nullptr; ///< null: nothing to sort by, or a latency

    [[nodiscard]] bool isSortable() const { return sort || latency; }
};

/// Of each column, by its number.
[[nodiscard]] std::span<const ColumnSpec, numberOfColumns> columnSpecs();
[[nodiscard]] const ColumnSpec &columnSpec(int column);

[[nodiscard]] QString columnTitle(int column);
/// Markup escaped: tool tips read HTML.
[[nodiscard]] QString columnToolTip(int column);
/// The name a column has in the layout; empty for a number that is none.
[[nodiscard]] QString columnKey(int column);
/// -1 for a key that is none.
[[nodiscard]] int columnOf(const QString &key);

/// What a cell says: to the eye, to a screen reader, on hover (markup escaped).
[[nodiscard]] QString cellText(const CellSource &source, Column column);
[[nodiscard]] QString cellAccessibleText(const CellSource &source, Column column);
[[nodiscard]] QString cellToolTip(const CellSource &source, Column column);
/// What a row is sorted by: the lowest comes first. Where there is nothing to sort by: the worst first.
[[nodiscard]] std::int64_t sortValue(const SortSource &source, Column column);

} // namespace fusebox::ui

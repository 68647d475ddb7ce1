// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/column_widths.h"

#include <algorithm>
#include <array>
#include <limits>

#include "ui/models/endpoint_table_model.h"

namespace fusebox::ui {

namespace {

using Model = EndpointTableModel;

/// From which width of the table on a column is shown unless a person chose: 0 always, `never` only by
/// choice. All that are shown from a width on fit into it.
struct About
{
    const char *key;
    int width;
    int from;
};
constexpr int never = std::numeric_limits<int>::max();
constexpr std::array<About, Model::columns> abouts{{{"status", 112, 0},
                                                    {"name", 144, 0},
                                                    {"group", 112, never},
                                                    {"circuit", 156, 0},
                                                    {"latency", 72, 0},
                                                    {"p50", 72, 1760},
                                                    {"p95", 72, 828},
                                                    {"p99", 72, 1132},
                                                    {"trace", 112, 0},
                                                    {"uptime", 128, 956},
                                                    {"attempts", 96, 1640},
                                                    {"changed", 104, 1060},
                                                    {"next", 64, 1500},
                                                    {"why", 160, 0}}};
constexpr int widestName = 280; ///< the rest of what is left over is for the reason

const About &about(int column)
{
    return abouts[static_cast<std::size_t>(column)];
}

} // namespace

int usualWidth(int column)
{
    return about(column).width;
}

bool isShownByWidth(int column, int tableWidth)
{
    return about(column).from <= tableWidth;
}

int shownByWidth(int tableWidth)
{
    return static_cast<int>(
        std::count_if(abouts.begin(), abouts.end(), [=](const About &a) { return a.from <= tableWidth; }));
}

int nameWidth(int tableWidth)
{
    int left = tableWidth;
    for (const About &a : abouts)
        left -= a.from <= tableWidth ? a.width : 0;
    const int name = usualWidth(Model::NameColumn);
    return std::clamp(name + left / 3, name, widestName);
}

QString columnKey(int column)
{
    return column >= 0 && column < Model::columns ? QString::fromLatin1(about(column).key) : QString();
}

int columnOf(const QString &key)
{
    const auto found = std::find_if(abouts.begin(), abouts.end(),
                                    [&](const About &a) { return key == QLatin1StringView(a.key); });
    return found == abouts.end() ? -1 : static_cast<int>(found - abouts.begin());
}

} // namespace fusebox::ui

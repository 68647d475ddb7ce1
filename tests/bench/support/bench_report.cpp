// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/support/bench_report.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace fusebox::bench {

namespace {

using Cells = std::array<std::string, 6>;
using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

std::string fixed(double value, int decimals)
{
    std::array<char, 64> text = {};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

/// As many decimals as tell something: 1048576, 123, 12.3, 0.56.
std::string figure(double value)
{
    if (value >= 100 || value == static_cast<double>(static_cast<long long>(value)))
        return fixed(value, 0);
    return fixed(value, value >= 10 ? 1 : 2);
}

Cells cells(const Row &row)
{
    const auto ratio = row.ratio();
    return {row.name,
            figure(row.value),
            row.unit,
            ratio ? fixed(*ratio, 2) : "-",
            row.target ? "<= " + figure(*row.target) : "-",
            !row.target ? "" : (row.ok() ? "ok" : "MISSED")};
}

bool isLeftAligned(std::size_t column)
{
    return column == 0 || column == 2 || column == 5;
}

std::string padded(const std::string &text, std::size_t width, bool left)
{
    const std::string blanks(width - text.size(), ' ');
    return left ? text + blanks : blanks + text;
}

std::string lines(const std::vector<Cells> &table)
{
    std::array<std::size_t, std::tuple_size_v<Cells>> widths = {};
    for (const Cells &row : table)
        for (std::size_t c = 0; c < row.size(); ++c)
            widths[c] = std::max(widths[c], row[c].size());
    std::string text;
    for (const Cells &row : table) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c)
            line += (c ? "  " : "") + padded(row[c], widths[c], isLeftAligned(c));
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

std::string verdict(const std::vector<Row> &rows)
{
    const auto withTarget = std::ranges::count_if(rows, [](const Row &r) { return r.target.has_value(); });
    const auto missed = std::ranges::count_if(rows, [](const Row &r) { return !r.ok(); });
    return std::to_string(withTarget - missed) + " of " + std::to_string(withTarget) + " targets met\n";
}

void write(Writer &json, std::optional<double> value)
{
    value ? json.Double(*value) : json.Null();
}

void write(Writer &json, const Row &row)
{
    json.StartObject();
    json.Key("name");
    json.String(row.name.c_str());
    json.Key("value");
    json.Double(row.value);
    json.Key("unit");
    json.String(row.unit.c_str());
    json.Key("baseline");
    write(json, row.baseline);
    json.Key("ratio");
    write(json, row.ratio());
    json.Key("target");
    write(json, row.target);
    json.Key("ok");
    json.Bool(row.ok());
    json.EndObject();
}

} // namespace

std::optional<double> Row::ratio() const
{
    if (!baseline || *baseline <= 0)
        return {};
    return value / *baseline;
}

std::string toTable(const std::string &title, const std::string &baselineName, const std::vector<Row> &rows)
{
    std::vector<Cells> table = {{title, "value", "unit", "x " + baselineName, "target", ""}};
    for (const Row &row : rows)
        table.push_back(cells(row));
    return lines(table) + verdict(rows);
}

std::string toJson(const std::vector<Row> &rows)
{
    rapidjson::StringBuffer buffer;
    Writer json(buffer);
    json.SetMaxDecimalPlaces(3);
    json.StartArray();
    for (const Row &row : rows)
        write(json, row);
    json.EndArray();
    return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

} // namespace fusebox::bench

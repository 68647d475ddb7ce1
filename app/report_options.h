// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <variant>

#include <tl/expected.hpp>

#include <QString>

#include "core/history/record/stored_uptime.h"

namespace fusebox::app {

enum class ReportFormat : std::uint8_t { Html, Csv, Json };

/// A time on the command line: so long ago, or a time of day.
using ReportTime = std::variant<std::chrono::milliseconds, health::WallTime>;

/// What --report was asked for.
struct ReportOptions
{
    ReportTime since = std::chrono::milliseconds(std::chrono::hours(24 * 30));
    std::optional<ReportTime> until = {}; ///< none: now
    std::optional<QString> group = {};
    ReportFormat format = ReportFormat::Html;

    bool operator==(const ReportOptions &) const = default;
};

/// "30d", "12h"; "2026-11-01", where that day begins here, also where a clock is put forward at midnight;
/// "2026-11-01T14:00", of the local clock unless it ends in "Z" or an offset. The error says what would be
/// right, without the option's name.
[[nodiscard]] tl::expected<ReportTime, QString> parseReportTime(const QString &typed);

/// The time that is reported on; never of what may not be written yet, which is what the last ten seconds
/// were. Empty where it ends before it begins.
[[nodiscard]] history::Stretch stretchOf(const ReportOptions &options, health::WallTime now);

} // namespace fusebox::app

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/history/record/outage_record.h"
#include "core/history/record/stored_uptime.h"

/// What is told of a stretch of time, to people and programs. Values only.
namespace fusebox::history {

using health::Nanoseconds;

/// What a part of the stretch was; the rest of it the endpoint was not there.
struct StripCell
{
    milliseconds up{0};
    milliseconds down{0};
    milliseconds heldBack{0}; ///< an open circuit that no trial has tested: nobody knows
    milliseconds unknown{0};  ///< not measured for other causes

    bool operator==(const StripCell &) const = default;
};

struct ReportedEndpoint
{
    settings::EndpointId id = {};
    QString name = {};
    QString group = {};
    std::optional<health::WallTime> removedAt = {}; ///< by the end of the stretch
    StoredUptime uptime = {};
    std::uint64_t checks = 0; ///< those that were made and count; of a WebSocket: pings
    std::uint64_t failures = 0;
    std::optional<Nanoseconds> p50 = {}; ///< of the answers, right to within 3.2 %; none: there were none
    std::optional<Nanoseconds> p95 = {};
    std::optional<Nanoseconds> p99 = {};
    int outages = 0;                   ///< that hit it
    std::vector<StripCell> strip = {}; ///< one for each of the report's cells
};

struct ReportedOutage
{
    OutageRecord outage = {};
    std::vector<Remark> remarks = {}; ///< the oldest first
};

struct Report
{
    Stretch stretch = {};
    std::optional<QString> group = {};            ///< only those of it; none: all
    std::vector<Stretch> cells = {};              ///< what strips are divided into, without a gap
    std::vector<ReportedEndpoint> endpoints = {}; ///< in the order in which they were first heard of
    std::vector<ReportedOutage> outages = {};     ///< that reach into the stretch, the newest first
    std::uint64_t outagesLeftOut = 0;             ///< older ones, of which there were too many
};

/// A stretch in at most `most` parts of about one length, which begin at whole hours; at whole minutes in a
/// stretch of two days or less. The first and the last may be shorter.
[[nodiscard]] std::vector<Stretch> stripCells(const Stretch &stretch, int most = 120);
/// Whether that is minutes.
[[nodiscard]] bool isToldInMinutes(const Stretch &stretch);

[[nodiscard]] StripCell stripCell(const TimeShares &time);

} // namespace fusebox::history

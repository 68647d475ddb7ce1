// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/history/report/report.h"

namespace fusebox::testing {

inline constexpr health::WallTime reportBegin{std::chrono::hours(24 * 20'000)}; ///< 2024-10-04, midnight UTC

inline probe::ProbeFailure refused()
{
    probe::ProbeFailure failure;
    failure.errorClass = resilience::ErrorClass::Refused;
    return failure;
}

/// A day of three endpoints: one with a fault and a time that nobody knows of, one that was removed, and one
/// of which nothing was measured; and two incidents. All text from outside in it is hostile.
inline history::Report exampleReport()
{
    using namespace std::chrono_literals;
    using namespace Qt::StringLiterals;
    using history::ReportedEndpoint;
    history::Report report{.stretch = {reportBegin, reportBegin + 24h}};
    report.cells = history::stripCells(report.stretch);

    ReportedEndpoint orders{
        .id = u"orders"_s, .name = u"<script>alert(\"1\")</script> & \u202Eco"_s, .group = u"shop"_s};
    orders.uptime.known = report.stretch;
    orders.uptime.time.up = 20h;
    orders.uptime.time.down = 1h;
    orders.uptime.time.gap(health::GapCause::CircuitOpen) = 1h + 12min;
    orders.uptime.time.gap(health::GapCause::NotRunning) = 1h + 48min;
    orders.checks = 7'200;
    orders.failures = 12;
    orders.p50 = 12'345'678ns;
    orders.p95 = 40ms;
    orders.p99 = 1s;
    orders.outages = 2;
    orders.strip.assign(report.cells.size(), {.up = 5min, .down = 30s, .heldBack = 1min, .unknown = 1min});

    ReportedEndpoint stock{.id = u"stock"_s, .name = u"=1+1"_s, .removedAt = reportBegin + 6h};
    stock.uptime.known = {reportBegin, reportBegin + 6h};
    stock.uptime.time.up = 6h;
    stock.checks = 3;
    stock.strip.assign(report.cells.size(), {.up = 1min});

    ReportedEndpoint idle{.id = u"idle"_s, .name = u"idle"_s};
    idle.uptime.known = {reportBegin + 23h, reportBegin + 24h};
    idle.uptime.time.gap(health::GapCause::Paused) = 1h;
    idle.strip.assign(report.cells.size(), {.unknown = 1min});
    report.endpoints = {orders, stock, idle};

    history::OutageRecord common{.id = 2,
                                 .from = reportBegin + 2h,
                                 .cause = health::CommonCause{health::CauseKind::Host, u"a.example"_s},
                                 .failure = refused()};
    common.endpoints = {{u"orders"_s, reportBegin + 2h, {}},
                        {u"stock"_s, reportBegin + 2h + 3s, reportBegin + 3h}};
    common.acts = {{reportBegin + 2h + 10min, u"orders"_s, health::ManualAct::ForceOpenCircuit}};
    history::OutageRecord own{
        .id = 1, .from = reportBegin + 1h, .to = reportBegin + 1h + 90s, .failure = refused()};
    own.endpoints = {{u"orders"_s, own.from, own.to}};
    report.outages = {{common, {{reportBegin + 2h + 20min, u"the <b>switch</b>\nagain"_s}}}, {own, {}}};
    return report;
}

} // namespace fusebox::testing

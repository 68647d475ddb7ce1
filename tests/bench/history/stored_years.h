// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace fusebox::bench {

/// How long reading takes, in milliseconds, of a history in which much is stored.
struct ReadFigures
{
    double open = 0;       ///< to write, and to read
    double hours30d = 0;   ///< thirty days of one endpoint, in hours
    double minutes30d = 0; ///< the same in minutes
    double uptimes = 0;    ///< of one endpoint over 1 h, 24 h, 7 d, 30 d, 1 y
    double traces = 0;     ///< the last five minutes of all endpoints
    double rows = 0;       ///< in the database
};

/// Of a history of so many endpoints with thirty days of minutes and a year of hours.
[[nodiscard]] ReadFigures readStored(int endpoints);
/// The same, only opened: of one with so many rows.
[[nodiscard]] double openWithRows(int rows);

struct BuildFigures
{
    double seconds = 0;     ///< of the whole
    double longestStep = 0; ///< ms, until whoever waits is heard again
};

/// A report of so many endpoints over thirty days.
[[nodiscard]] BuildFigures buildReport(int endpoints);

} // namespace fusebox::bench

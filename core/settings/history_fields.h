// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <variant>

#include "core/settings/field_shapes.h"
#include "core/settings/history_settings.h"

/// The section `history`, beside the endpoints: how long what was is kept, and in how much room.
namespace fusebox::settings {

/// A shape, and which of the settings has it.
template <typename Shape>
struct Kept
{
    typename Shape::Type HistorySettings::*value;
    Shape shape;
};

struct HistoryField
{
    QLatin1StringView key;
    QLatin1StringView about; ///< one sentence
    std::variant<Kept<Duration>, Kept<Size>> kept;
};

/// Of the section `keep` in it, in the order they are written: by the length of what is summed up.
inline constexpr std::array KeepFields{
    HistoryField{
        QLatin1StringView("10s"), QLatin1StringView("Sums of ten seconds."),
        Kept<Duration>{&HistorySettings::tenSeconds,
                       {.minimum = HistorySettings::least, .maximum = HistorySettings::longestTenSeconds}}},
    HistoryField{QLatin1StringView("1m"), QLatin1StringView("Sums of a minute."),
                 Kept<Duration>{&HistorySettings::minutes,
                                {.minimum = HistorySettings::least, .maximum = HistorySettings::longest}}},
    HistoryField{QLatin1StringView("1h"), QLatin1StringView("Sums of an hour, events and outages."),
                 Kept<Duration>{&HistorySettings::hours,
                                {.minimum = HistorySettings::least, .maximum = HistorySettings::longest}}},
};

/// Beside `keep`.
inline constexpr std::array HistoryFields{
    HistoryField{
        QLatin1StringView("most"),
        QLatin1StringView("Bytes on the disk; where there would be more, the finest and oldest goes first."),
        Kept<Size>{&HistorySettings::most,
                   {.minimum = HistorySettings::leastBytes, .maximum = HistorySettings::mostBytes}}},
};

} // namespace fusebox::settings

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include <QByteArray>
#include <QString>

#include "core/resilience/time.h"

/// What a Nagios plugin says: its exit status, and a first line whose text ends at a "|", after which comes
/// performance data. https://nagios-plugins.org/doc/guidelines.html
namespace fusebox::probe {

enum class PluginStatus : std::uint8_t { Ok, Warning, Critical, Unknown };

/// Any other exit status than 0 to 3 is unknown too.
[[nodiscard]] PluginStatus pluginStatus(int exitStatus);

struct PluginOutput
{
    QString text = {}; ///< of the first line, in UTF-8, without blanks around it; bounded
    /// `time` or `rta` of the performance data, in whatever unit of time it is.
    std::optional<resilience::Nanoseconds> latency = {};
};

/// Of what it wrote, any bytes: never fails.
[[nodiscard]] PluginOutput readPluginOutput(const QByteArray &output);

} // namespace fusebox::probe

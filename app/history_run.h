// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <unordered_map>

#include <tl/expected.hpp>

#include "core/health/values/command.h"
#include "core/storage/history/history_keeper.h"

namespace fusebox::app {

/// What a run keeps, and what it takes up of the one before it.
struct HistoryRun
{
    std::unique_ptr<storage::HistoryKeeper> keeper = {}; ///< null: nothing is kept
    std::unordered_map<settings::EndpointId, health::RememberedCircuit> remembered = {};

    /// The command that has an endpoint watched, with what it takes up; once.
    [[nodiscard]] health::AddEndpoint adding(const settings::EndpointConfig &config);
};

/// Begins or goes on with the history in `file`; or a sentence why that may not be: another process writes
/// it, or it is none of ours. `clock` outlives it.
[[nodiscard]] tl::expected<HistoryRun, QString>
beginHistory(const QString &file, const settings::HistorySettings &settings, const health::WallClock &clock);

} // namespace fusebox::app

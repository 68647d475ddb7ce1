// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/history_settings.h"
#include "core/storage/json_place.h"
#include "core/storage/value_writer.h"

/// The section `history`, beside the endpoints: how long what was is kept, and in how much room.
namespace fusebox::storage {

[[nodiscard]] tl::expected<settings::HistorySettings, JsonErrors> readHistory(const JsonPlace &place);
/// What is not the default.
void writeHistory(JsonWriter &json, const settings::HistorySettings &history);

} // namespace fusebox::storage

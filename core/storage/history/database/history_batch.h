// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/history/record/recorder.h"
#include "core/storage/history/database/circuit_table.h"
#include "core/storage/history/database/outage_table.h"

namespace fusebox::storage {

/// What is written as a whole.
struct HistoryBatch
{
    history::Records records = {};
    std::vector<StoredCircuit> circuits = {}; ///< as they are saved, on their own clock
    std::vector<OutageNote> notes = {};

    [[nodiscard]] bool isEmpty() const { return records.isEmpty() && circuits.empty() && notes.empty(); }
};

} // namespace fusebox::storage

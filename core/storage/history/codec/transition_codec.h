// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/transition_record.h"
#include "core/storage/history/codec/byte_reader.h"
#include "core/storage/history/codec/byte_writer.h"

/// Transitions and windows of circuits, as part of what is stored. Moments are written as their distance to
/// `base`, since their clock does not outlive the machine's run.
namespace fusebox::storage {

using resilience::TimePoint;

void writeMoment(ByteWriter &out, TimePoint at, TimePoint base);
void writeMoment(ByteWriter &out, const std::optional<TimePoint> &at, TimePoint base);
[[nodiscard]] TimePoint readMoment(ByteReader &in, TimePoint base);
[[nodiscard]] std::optional<TimePoint> readMaybeMoment(ByteReader &in, TimePoint base);

void writeCounts(ByteWriter &out, const resilience::WindowCounts &counts);
[[nodiscard]] resilience::WindowCounts readCounts(ByteReader &in);

void writeErrors(ByteWriter &out, const resilience::RecentErrors &errors, TimePoint base);
[[nodiscard]] resilience::RecentErrors readErrors(ByteReader &in, TimePoint base);

void writeTransition(ByteWriter &out, const resilience::TransitionRecord &record, TimePoint base);
[[nodiscard]] resilience::TransitionRecord readTransition(ByteReader &in, TimePoint base);

} // namespace fusebox::storage

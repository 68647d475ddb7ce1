// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include "core/history/record/record_rows.h"
#include "core/storage/history/codec/byte_reader.h"
#include "core/storage/history/codec/byte_writer.h"

namespace fusebox::storage {

/// What kind of event a row holds: the numbers are stored, new ones come at the end.
enum class EventKind : std::uint8_t { Transition, Status, Session, Manual, Gap, Incident, Certificate };

[[nodiscard]] EventKind kindOf(const history::RecordedEvent &event);

/// All of it but when, of whom and of which kind, which are columns of their own.
[[nodiscard]] QByteArray encodeEvent(const history::RecordedEvent &event);
/// `at` is the time of day, on both clocks.
[[nodiscard]] tl::expected<history::RecordedEvent, StoredFault>
decodeEvent(QByteArrayView bytes, EventKind kind, health::WallTime at, const settings::EndpointId &endpoint);

/// A time of day, on both clocks: what is read back has no other.
[[nodiscard]] health::Moment storedMoment(health::WallTime at);

} // namespace fusebox::storage

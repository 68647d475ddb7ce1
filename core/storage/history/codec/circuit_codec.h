// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include "core/resilience/saved_circuit.h"
#include "core/storage/history/codec/byte_reader.h"
#include "core/storage/history/codec/byte_writer.h"

namespace fusebox::storage {

/// A circuit that was put away, whole. Read back, its moments are those of a clock on which it was saved at
/// zero: see resilience::shifted(). At most 100,000 calls or failures are read.
[[nodiscard]] QByteArray encodeCircuit(const resilience::SavedCircuit &saved);
[[nodiscard]] tl::expected<resilience::SavedCircuit, StoredFault> decodeCircuit(QByteArrayView bytes);

} // namespace fusebox::storage

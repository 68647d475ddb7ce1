// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include "core/history/record/outage_record.h"
#include "core/storage/history/codec/byte_reader.h"
#include "core/storage/history/codec/byte_writer.h"

namespace fusebox::storage {

/// An outage, all of it: what is looked for has columns of its own besides.
[[nodiscard]] QByteArray encodeOutage(const history::OutageRecord &outage);
[[nodiscard]] tl::expected<history::OutageRecord, StoredFault> decodeOutage(QByteArrayView bytes);

} // namespace fusebox::storage

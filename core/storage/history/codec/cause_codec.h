// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/health/values/incident.h"
#include "core/storage/history/codec/failure_codec.h"

namespace fusebox::storage {

inline void writeCause(ByteWriter &out, const health::CommonCause &cause)
{
    out.oneOf(cause.kind);
    writeText(out, cause.name);
}

[[nodiscard]] inline health::CommonCause readCause(ByteReader &in)
{
    return {in.oneOf(health::CauseKind::Resolver), in.text(mostText)};
}

} // namespace fusebox::storage

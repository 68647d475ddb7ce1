// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include "core/history/record/body.h"
#include "core/storage/history/codec/byte_reader.h"
#include "core/storage/history/codec/byte_writer.h"

namespace fusebox::storage {

using history::milliseconds;

/// How the bodies of one layer are written.
struct BodyShape
{
    milliseconds length{0}; ///< of the stretch that each is of
    bool roundsPhases =
        false; ///< means of phases in the histogram's buckets, right to within 3.2 %; else exact
    bool phaseLatencies = false; ///< with a histogram of each phase
};

/// What of a body is wanted: reading the rest of it would take most of the time.
enum class BodyParts : std::uint8_t {
    All,
    Figures, ///< without the histograms of phases
    Times    ///< counts and how the time was, without any histogram
};

/// What one body is written by the help of, from those before it in the same chunk: the phases' means, in
/// buckets.
using PhaseMeans = std::array<std::uint16_t, history::phaseCount>;

/// A body, without a version: part of something that bears one.
void writeBody(ByteWriter &out, const history::Body &body, const BodyShape &shape, PhaseMeans &before);
/// Anything may stand there; see ByteReader.
[[nodiscard]] history::Body readBody(ByteReader &in, const BodyShape &shape, PhaseMeans &before,
                                     BodyParts parts = BodyParts::All);

/// A body that stands alone: a byte of the format's version before it.
[[nodiscard]] QByteArray encodeBody(const history::Body &body, const BodyShape &shape);
[[nodiscard]] tl::expected<history::Body, StoredFault>
decodeBody(QByteArrayView bytes, const BodyShape &shape, BodyParts parts = BodyParts::All);

} // namespace fusebox::storage

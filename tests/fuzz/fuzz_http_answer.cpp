// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http_parser.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/http_outcome.h"

using namespace fusebox;
using namespace fusebox::fuzz;
using probe::HttpParser;
using probe::HttpRecorder;
using Progress = HttpParser::Progress;

namespace {

constexpr std::int64_t maxBody = 100; // so that some are cut off

HttpOutcome read(std::string_view bytes, bool expectsBody, std::uint8_t seed)
{
    HttpRecorder recorder(maxBody, maxBody);
    HttpParser parser(recorder, expectsBody);
    HttpParser::Result result = Progress::NeedsMore;
    inPieces(bytes, seed, [&](std::string_view piece) {
        result = parser.feed({piece.data(), static_cast<qsizetype>(piece.size())});
        return result && *result == Progress::NeedsMore;
    });
    if (result && *result == Progress::NeedsMore)
        result = parser.finish();
    require(!result || *result == Progress::Complete);
    require(isBounded(recorder, maxBody));
    return outcomeOf(result, recorder);
}

} // namespace

/// Any bytes are an answer or a failure once they have ended, the same however they are cut.
FUZZ(std::string_view input)
{
    const bool expectsBody = takeByte(input) % 2 == 0;
    const std::uint8_t seed = takeByte(input);
    require(read(input, expectsBody, 0) == read(input, expectsBody, static_cast<std::uint8_t>(seed | 1)));
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/http2_exchange.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/http_outcome.h"

using namespace fusebox;
using namespace fusebox::fuzz;
using probe::Http2Exchange;
using probe::HttpRecorder;
using Progress = Http2Exchange::Progress;

namespace {

constexpr std::int64_t maxBody = 100; // so that some are cut off

HttpOutcome read(std::string_view bytes, std::uint8_t seed)
{
    HttpRecorder recorder(maxBody, maxBody);
    Http2Exchange exchange;
    const bool hasBegun = exchange
                              .begin({.method = "GET",
                                      .scheme = "https",
                                      .authority = "a.test",
                                      .target = "/",
                                      .headers = {},
                                      .body = {}},
                                     recorder)
                              .has_value();
    require(hasBegun);
    Http2Exchange::Result result = Progress::NeedsMore;
    inPieces(bytes, seed, [&](std::string_view piece) {
        result = exchange.receive({piece.data(), static_cast<qsizetype>(piece.size())});
        return result && *result == Progress::NeedsMore;
    });
    if (result && *result == Progress::NeedsMore)
        result = exchange.finish();
    require(!result || *result == Progress::Complete);
    require(isBounded(recorder, maxBody));
    require(exchange.takeOutgoing().size() < 1'000'000); // however much was asked of us
    return outcomeOf(result, recorder);
}

} // namespace

/// Any frames are an answer or a failure once they have ended, the same however they are cut.
FUZZ(std::string_view input)
{
    const std::uint8_t seed = takeByte(input);
    require(read(input, 0) == read(input, static_cast<std::uint8_t>(seed | 1)));
}

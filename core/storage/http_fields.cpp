// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/health/option_text.h"
#include "core/storage/field_tables.h"

namespace fusebox::storage {

using namespace Qt::StringLiterals;
using probe::HttpExpectations;
using probe::HttpOptions;
using probe::RedirectOptions;
using Version = Choice<probe::HttpVersion>;

namespace {

constexpr int MaxRequestBody = 1024 * 1024;
constexpr int MaxHops = 50;
constexpr std::int64_t MaxBody = HttpOptions::mostBody; // in memory while it is read

constexpr std::array VersionWords{"1.1"_L1, "2"_L1, "auto"_L1};

constexpr std::array RedirectFields{
    Field{"limit"_L1,
          At{place<&Endpoint::http, &HttpOptions::redirects, &RedirectOptions::limit>, Count{0, MaxHops}}},
    Field{"allow_downgrade"_L1,
          At{place<&Endpoint::http, &HttpOptions::redirects, &RedirectOptions::allowDowngrade>, Flag{}}},
};

constexpr std::array ExpectationFields{
    Field{"status"_L1,
          At{place<&Endpoint::http, &HttpOptions::expect, &HttpExpectations::status>, StatusRanges{}}},
    Field{"headers"_L1,
          At{place<&Endpoint::http, &HttpOptions::expect, &HttpExpectations::headers>, HeaderExpectations{}}},
    Field{"body_contains"_L1,
          At{place<&Endpoint::http, &HttpOptions::expect, &HttpExpectations::bodyContains>,
             Bytes{health::MaxSought}}},
    Field{"body_matches"_L1,
          At{place<&Endpoint::http, &HttpOptions::expect, &HttpExpectations::bodyMatches>, Pattern{}}},
    Field{"json"_L1,
          At{place<&Endpoint::http, &HttpOptions::expect, &HttpExpectations::json>, JsonExpectations{}}},
    Field{"max_latency"_L1, At{place<&Endpoint::http, &HttpOptions::expect, &HttpExpectations::maxLatency>,
                               Optional<Duration>{}}},
    Field{"max_size"_L1, At{place<&Endpoint::http, &HttpOptions::expect, &HttpExpectations::maxSize>,
                            Optional<Size>{{0, MaxBody}}}},
};

std::span<const Field> redirectFields()
{
    return RedirectFields;
}

std::span<const Field> expectationFields()
{
    return ExpectationFields;
}

constexpr std::array HttpFields{
    Field{"method"_L1, At{place<&Endpoint::http, &HttpOptions::method>, Method{}}},
    Field{"headers"_L1, At{place<&Endpoint::http, &HttpOptions::headers>, Headers{}}},
    Field{"body"_L1, At{place<&Endpoint::http, &HttpOptions::body>, Bytes{MaxRequestBody}}},
    Field{"basic"_L1, At{place<&Endpoint::http, &HttpOptions::authentication>, Basic{}}},
    Field{"bearer"_L1, At{place<&Endpoint::http, &HttpOptions::authentication>, Bearer{}}},
    Field{"version"_L1, At{place<&Endpoint::http, &HttpOptions::version>, Version{VersionWords}}},
    Field{"keep_alive"_L1, At{place<&Endpoint::http, &HttpOptions::keepAlive>, Flag{}}},
    Field{"redirects"_L1, Section{redirectFields}},
    Field{"max_body"_L1, At{place<&Endpoint::http, &HttpOptions::maxBody>, Size{1, MaxBody}}},
    Field{"expect"_L1, Section{expectationFields}},
};

} // namespace

std::span<const Field> httpFields()
{
    return HttpFields;
}

} // namespace fusebox::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/settings/field_tables.h"
#include "core/settings/option_text.h"

namespace fusebox::settings {

using namespace Qt::StringLiterals;
using probe::HttpExpectations;
using probe::HttpOptions;
using probe::RedirectOptions;
using Version = Choice<probe::HttpVersion>;

namespace {

constexpr int MaxRequestBody = 1024 * 1024;

constexpr std::array VersionWords{"1.1"_L1, "2"_L1, "auto"_L1};

constexpr std::array RedirectFields{
    Field{"limit"_L1,
          At{place<&HttpOptions::redirects, &RedirectOptions::limit>, Count{0, RedirectOptions::mostHops}},
          "Hops; 0: a redirect is the answer."_L1},
    Field{"allow_downgrade"_L1, At{place<&HttpOptions::redirects, &RedirectOptions::allowDowngrade>, Flag{}},
          "From https to http."_L1},
};

constexpr std::array ExpectationFields{
    Field{"status"_L1, At{place<&HttpOptions::expect, &HttpExpectations::status>, StatusRanges{}},
          "Numbers and ranges."_L1},
    Field{"headers"_L1, At{place<&HttpOptions::expect, &HttpExpectations::headers>, HeaderExpectations{}},
          "Headers that have to be there, or to equal or contain a text."_L1},
    Field{"body_contains"_L1,
          At{place<&HttpOptions::expect, &HttpExpectations::bodyContains>, Bytes{MaxSought}},
          "Somewhere in the body, at most 4096 bytes."_L1},
    Field{"body_matches"_L1, At{place<&HttpOptions::expect, &HttpExpectations::bodyMatches>, Pattern{}},
          "A regular expression (PCRE) that is found in the body."_L1},
    Field{"json"_L1, At{place<&HttpOptions::expect, &HttpExpectations::json>, JsonExpectations{}},
          "Values in a JSON body."_L1},
    Field{"max_latency"_L1,
          At{place<&HttpOptions::expect, &HttpExpectations::maxLatency>, Optional<Duration>{}},
          "Of the whole answer; null: no bound."_L1},
    Field{"max_size"_L1,
          At{place<&HttpOptions::expect, &HttpExpectations::maxSize>,
             Optional<Size>{{0, HttpOptions::mostBody}}},
          "Bytes of the body; null: no bound."_L1},
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
    Field{"method"_L1, At{place<&HttpOptions::method>, Method{}},
          "A token, in upper case by custom; not CONNECT."_L1},
    Field{"headers"_L1, At{place<&HttpOptions::headers>, Headers{}}, "Fields of the request by name."_L1},
    Field{"body"_L1, At{place<&HttpOptions::body>, Bytes{MaxRequestBody, true}},
          "Of the request, at most 1 MiB."_L1},
    Field{"basic"_L1, At{place<&HttpOptions::authentication>, Basic{}}, "Basic authentication."_L1},
    Field{"bearer"_L1, At{place<&HttpOptions::authentication>, Bearer{}}, "Bearer token, without blanks."_L1},
    Field{"version"_L1, At{place<&HttpOptions::version>, Version{VersionWords}},
          "auto: what the server chooses (ALPN)."_L1},
    Field{
        "keep_alive"_L1, At{place<&HttpOptions::keepAlive>, Flag{}},
        "Connections are used again; false: a fresh one for each check, so that faults of DNS, TCP and TLS are seen."_L1},
    Field{"redirects"_L1, Section{redirectFields},
          "Followed to http and https alone, without credentials to another origin."_L1},
    Field{"max_body"_L1, At{place<&HttpOptions::maxBody>, Size{1, HttpOptions::mostBody}},
          "Bytes of a response; a longer one is cut off."_L1},
    Field{"expect"_L1, Section{expectationFields}, "What makes an answer a success: all that is given."_L1},
};

} // namespace

std::span<const Field> httpFields()
{
    return HttpFields;
}

} // namespace fusebox::settings

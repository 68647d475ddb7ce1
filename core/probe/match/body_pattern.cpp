// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/match/body_pattern.h"

#include <array>
#include <string>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace fusebox::probe {

namespace {

constexpr std::uint32_t maxHeapKibibytes = 16 * 1024;
/// A step scans the body at most once (about 1 ms a MiB): few steps, few milliseconds between two looks.
constexpr int stepsBetweenLooks = 16;

/// PCRE2 calls out before every item of the pattern that it tries.
constexpr std::uint32_t compileOptions =
    PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;

std::string textOf(int error)
{
    std::array<PCRE2_UCHAR, 256> text = {};
    pcre2_get_error_message(error, text.data(), text.size());
    return reinterpret_cast<const char *>(text.data());
}

PCRE2_SPTR unitsOf(QByteArrayView bytes)
{
    return reinterpret_cast<PCRE2_SPTR>(bytes.data());
}

/// "(*LIMIT_MATCH=1)": how long it may take is ours to say, and with a low one nothing is ever found.
bool setsLimits(const pcre2_code *code)
{
    const auto sets = [code](std::uint32_t which) {
        std::uint32_t limit = 0;
        return pcre2_pattern_info(code, which, &limit) != PCRE2_ERROR_UNSET;
    };
    return sets(PCRE2_INFO_MATCHLIMIT) || sets(PCRE2_INFO_DEPTHLIMIT) || sets(PCRE2_INFO_HEAPLIMIT);
}

struct Watchman
{
    const resilience::Clock &clock;
    resilience::TimePoint end;
    int steps = 0;
};

int lookAtTheClock(pcre2_callout_block *, void *data)
{
    auto &watchman = *static_cast<Watchman *>(data);
    const bool looks = watchman.steps++ % stepsBetweenLooks == 0;
    return looks && watchman.clock.now() >= watchman.end ? PCRE2_ERROR_CALLOUT : 0;
}

struct FreeMatch
{
    void operator()(pcre2_match_context *context) const { pcre2_match_context_free(context); }
    void operator()(pcre2_match_data *data) const { pcre2_match_data_free(data); }
};

} // namespace

tl::expected<BodyPattern, BodyPattern::Invalid> BodyPattern::create(const QString &pattern)
{
    const QByteArray text = pattern.toUtf8();
    if (text.size() > mostBytes)
        return tl::unexpected(Invalid{"pattern too long", pattern.size()});
    int error = 0;
    std::size_t offset = 0;
    Code code(pcre2_compile(unitsOf(text), static_cast<std::size_t>(text.size()), compileOptions, &error,
                            &offset, nullptr));
    if (!code)
        return tl::unexpected(
            Invalid{textOf(error), QString::fromUtf8(text.first(static_cast<qsizetype>(offset))).size()});
    if (setsLimits(code.get()))
        return tl::unexpected(Invalid{"limits cannot be set", 0});
    return BodyPattern(std::move(code));
}

BodyPattern::BodyPattern(Code code)
    : m_code(std::move(code))
{
}

BodyPattern::Found BodyPattern::findIn(QByteArrayView body, const resilience::Clock &clock,
                                       resilience::Nanoseconds budget) const
{
    Watchman watchman{clock, clock.now() + budget};
    const std::unique_ptr<pcre2_match_context, FreeMatch> context(pcre2_match_context_create(nullptr));
    const std::unique_ptr<pcre2_match_data, FreeMatch> match(pcre2_match_data_create(1, nullptr));
    pcre2_set_callout(context.get(), lookAtTheClock, &watchman);
    pcre2_set_heap_limit(context.get(), maxHeapKibibytes);
    const int result = pcre2_match(m_code.get(), unitsOf(body), static_cast<std::size_t>(body.size()), 0, 0,
                                   match.get(), context.get());
    if (result >= 0)
        return Found::Yes;
    return result == PCRE2_ERROR_NOMATCH ? Found::No : Found::GaveUp;
}

void BodyPattern::Free::operator()(pcre2_real_code_8 *code) const
{
    pcre2_code_free(code);
}

} // namespace fusebox::probe

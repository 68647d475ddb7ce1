// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/error_class_set.h"

#include <algorithm>
#include <atomic>
#include <bitset>
#include <vector>

namespace fusebox::resilience {

namespace {

/// Indexed by status.
using StatusBits = std::bitset<kLastStatus + 1>;

StatusBits bitsOf(std::span<const StatusSpan> spans)
{
    StatusBits bits;
    for (const StatusSpan span : spans) {
        for (int status = span.first; status <= span.last; ++status)
            bits.set(static_cast<std::size_t>(status));
    }
    return bits;
}

std::vector<StatusSpan> spansOf(const StatusBits &bits)
{
    std::vector<StatusSpan> spans;
    for (int status = kFirstStatus; status <= kLastStatus; ++status) {
        if (!bits[static_cast<std::size_t>(status)])
            continue;
        if (spans.empty() || spans.back().last != status - 1)
            spans.push_back({status, status});
        spans.back().last = status;
    }
    return spans;
}

} // namespace

namespace detail {

/// Does not change, but for the count of those that share it.
struct StatusSet::Shared
{
    static const Shared *of(const StatusBits &bits)
    {
        return bits.any() ? new Shared{spansOf(bits)} : nullptr;
    }

    const std::vector<StatusSpan> spans;
    mutable std::atomic<std::uint64_t> owners = 1;
};

StatusSet::StatusSet(StatusSpan span)
{
    const StatusSpan inside{std::max(span.first, kFirstStatus), std::min(span.last, kLastStatus)};
    m_shared = Shared::of(bitsOf({&inside, 1}));
}

void StatusSet::hold(const Shared &shared)
{
    ++shared.owners;
}

void StatusSet::letGo(const Shared &shared)
{
    if (--shared.owners == 0)
        delete &shared;
}

bool StatusSet::contains(int status) const
{
    return std::ranges::any_of(
        spans(), [=](const StatusSpan &span) { return span.first <= status && status <= span.last; });
}

std::span<const StatusSpan> StatusSet::spans() const
{
    return m_shared ? std::span(m_shared->spans) : std::span<const StatusSpan>();
}

StatusSet StatusSet::with(const StatusSet &other) const
{
    StatusSet set;
    set.m_shared = Shared::of(bitsOf(spans()) | bitsOf(other.spans()));
    return set;
}

StatusSet StatusSet::without(const StatusSet &other) const
{
    StatusSet set;
    set.m_shared = Shared::of(bitsOf(spans()) & ~bitsOf(other.spans()));
    return set;
}

bool StatusSet::isSame(const StatusSet &other) const
{
    return m_shared->spans == other.m_shared->spans;
}

} // namespace detail

ErrorClassSet ErrorClassSet::statuses(int first, int last)
{
    ErrorClassSet set;
    set.m_statuses = detail::StatusSet({first, last});
    return set;
}

} // namespace fusebox::resilience

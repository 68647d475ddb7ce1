// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/names/name_search.h"

#include <algorithm>

namespace fusebox::probe {

namespace {

constexpr qsizetype longestName = 253; // RFC 1035, 2.3.4: 255 octets on the wire

} // namespace

NameSearch::NameSearch(const QByteArray &name, const ResolvConf &conf)
{
    const auto dots = name.count('.');
    const bool isAbsolute = name.endsWith('.');
    const auto addAsIs = [&] {
        m_asIs = m_candidates.size();
        m_candidates.push_back(isAbsolute ? name.chopped(1) : name);
    };
    if (isAbsolute || dots >= conf.ndots)
        addAsIs();
    for (const QByteArray &domain : isAbsolute ? QList<QByteArray>() : conf.search) {
        const QByteArray candidate = name + '.' + domain;
        if (domain.isEmpty() && m_asIs < 0)
            addAsIs();
        else if (!domain.isEmpty() && candidate.size() <= longestName)
            m_candidates.push_back(candidate);
    }
    const bool mayBeShort = dots > 0 || conf.triesShortAsIs || m_candidates.isEmpty();
    if (m_asIs < 0 && mayBeShort)
        addAsIs();
}

std::optional<DnsFault> NameSearch::failed(DnsFault fault)
{
    m_faults.push_back(fault);
    if (const auto at = next(fault)) {
        m_at = *at;
        return std::nullopt;
    }
    return whole();
}

/// glibc's rules (res_search), but for a name that is there without an address: there glibc goes on, and may
/// end at another host.
std::optional<qsizetype> NameSearch::next(DnsFault fault) const
{
    const bool hasNext = m_at + 1 < m_candidates.size();
    if (fault == DnsFault::NoSuchName || fault == DnsFault::ServerFailure)
        return hasNext ? std::optional(m_at + 1) : std::nullopt;
    if (fault == DnsFault::NoData || m_asIs <= m_at)
        return std::nullopt;
    return m_asIs;
}

/// The name itself says most, if it was tried first; then what could not be found out.
DnsFault NameSearch::whole() const
{
    const DnsFault last = m_faults.back();
    if (last == DnsFault::NoData)
        return last;
    if (m_asIs == 0)
        return m_faults.front();
    const auto unknown = std::ranges::find_if(
        m_faults, [](DnsFault fault) { return fault != DnsFault::NoSuchName && fault != DnsFault::NoData; });
    return last == DnsFault::NoSuchName && unknown != m_faults.end() ? *unknown : last;
}

} // namespace fusebox::probe

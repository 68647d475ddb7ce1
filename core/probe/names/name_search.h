// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QByteArray>
#include <QList>

#include "core/probe/contract/faults/dns_fault.h"
#include "core/probe/names/resolv_conf.h"

namespace fusebox::probe {

/// The names that a name may stand for, one after the other, as resolv.conf(5) says: below each search
/// domain, and as it is, first if it has enough dots. Everything that is asked of one of them is asked before
/// the next, so that what is put together belongs to one host. A pure machine.
class NameSearch
{
public:
    NameSearch(const QByteArray &name, const ResolvConf &conf);

    /// To be asked for as it is, and nothing below it.
    [[nodiscard]] const QByteArray &candidate() const { return m_candidates.at(m_at); }
    /// The candidate has no address. Goes on to the next, or says what that means for the name: one that is
    /// there without an address ends the search, as does a server that will not or cannot answer, but for the
    /// name as it is; SERVFAIL is passed over, and remembered.
    [[nodiscard]] std::optional<DnsFault> failed(DnsFault fault);

private:
    [[nodiscard]] std::optional<qsizetype> next(DnsFault fault) const;
    [[nodiscard]] DnsFault whole() const;

    QList<QByteArray> m_candidates;
    qsizetype m_asIs = -1; ///< which of them is the name as it is; -1: none
    qsizetype m_at = 0;
    QList<DnsFault> m_faults; ///< of those before
};

} // namespace fusebox::probe

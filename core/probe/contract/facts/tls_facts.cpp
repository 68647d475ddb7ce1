// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/facts/tls_facts.h"

#include <algorithm>

namespace fusebox::probe {

std::optional<std::chrono::sys_seconds> expiryOf(const TlsFacts &facts)
{
    const auto first = std::ranges::min_element(*facts.chain, {}, &CertificateFacts::notAfter);
    if (first == facts.chain->end())
        return facts.restExpires;
    return std::min(facts.restExpires.value_or(first->notAfter), first->notAfter);
}

std::optional<std::chrono::seconds> lifetimeIn(const std::optional<TlsFacts> &facts)
{
    if (!facts || facts->chain->empty())
        return {};
    return facts->chain->front().notAfter - facts->chain->front().notBefore;
}

bool meetsPin(const TlsFacts &facts, const QString &pin)
{
    return pin.isEmpty() ||
           (!facts.chain->empty() && facts.chain->front().fingerprint == pin.toLatin1().toLower());
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QByteArray>
#include <QCache>

#include "core/probe/contract/facts/tls_facts.h"

struct stack_st_X509;

namespace fusebox::probe {

/// Reads certificates. What was read lately is kept (at most 4 MiB of text), because the same chain comes
/// with every check and reading it anew would cost more than looking at its fingerprints. Thread: one.
class TlsCertificates
{
public:
    /// The first five; none when null.
    [[nodiscard]] std::shared_ptr<const CertificateChain> read(const stack_st_X509 *certificates);
    /// When the first of all others expires; none without others.
    [[nodiscard]] static std::optional<std::chrono::sys_seconds>
    expiryOfRest(const stack_st_X509 *certificates);

private:
    QCache<QByteArray, std::shared_ptr<const CertificateChain>> m_known{4 * 1024 * 1024}; ///< by fingerprints
};

} // namespace fusebox::probe

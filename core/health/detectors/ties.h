// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/health/values/incident.h"
#include "core/probe/contract/probe.h"

namespace fusebox::health {

/// Whom an endpoint has met, as far as that is known; kept when it is not reached any more.
struct Peer
{
    QString address = {}; ///< empty: none yet; of the proxy, where there is one
    std::shared_ptr<const probe::CertificateChain> chain = {}; ///< null: none yet

    /// Takes over what was learnt anew.
    void learn(const QString &newAddress, const std::optional<probe::TlsFacts> &tls);
};

/// All that an endpoint may share with others. `nameServers`: whom this machine asks names of, as text. A
/// check of one's own shares nothing that we know of.
[[nodiscard]] std::vector<CommonCause> tiesOf(const settings::EndpointConfig &config, const Peer &peer,
                                              const QString &nameServers);

/// Those of them that a failure may be due to; none for what is no failure of the other side.
[[nodiscard]] std::vector<CommonCause> causesOf(const probe::ProbeFailure &failure,
                                                const settings::EndpointConfig &config, const Peer &peer,
                                                const QString &nameServers);

} // namespace fusebox::health

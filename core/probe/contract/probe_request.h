// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QByteArray>
#include <QUrl>

#include "core/probe/contract/kinds.h"
#include "core/probe/contract/options/name_options.h"
#include "core/probe/contract/options/proxy_options.h"
#include "core/probe/contract/options/trust_profile.h"
#include "core/probe/contract/phases.h"

namespace fusebox::probe {

/// What to ask, for one attempt.
struct ProbeRequest
{
    QUrl url;
    Timeouts timeouts = {};
    TrustProfile trust = {};
    NameOptions names = {};
    ProxyOptions proxy = {};
    Options options = {}; ///< of the kind that the URL's scheme says; of another: as if nothing were set
    std::vector<QByteArray> secrets = {}; ///< in it: masked in whatever comes back, as secretsOf() is
};

/// The request's, or those by default.
template <typename Of>
[[nodiscard]] const Of &optionsOf(const ProbeRequest &request)
{
    static const Of byDefault;
    const Of *given = std::get_if<Of>(&request.options);
    return given ? *given : byDefault;
}
/// To be changed.
template <typename Of>
[[nodiscard]] Of &optionsOf(ProbeRequest &request)
{
    if (!std::holds_alternative<Of>(request.options))
        request.options = Of{};
    return std::get<Of>(request.options);
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>

#include "core/probe/contract/options/dns_options.h"
#include "core/probe/contract/options/http_options.h"
#include "core/probe/contract/options/name_options.h"
#include "core/probe/contract/options/proxy_options.h"
#include "core/probe/contract/options/tcp_options.h"
#include "core/probe/contract/options/trust_profile.h"
#include "core/probe/contract/phases.h"

namespace fusebox::probe {

/// What to ask, for one attempt. The URL's scheme says which of the options matter.
struct ProbeRequest
{
    QUrl url;
    Timeouts timeouts = {};
    TrustProfile trust = {};
    NameOptions names = {};
    ProxyOptions proxy = {};
    HttpOptions http = {};
    TcpOptions tcp = {};
    DnsOptions dns = {};
};

} // namespace fusebox::probe

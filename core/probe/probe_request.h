// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>

#include "core/probe/dns_options.h"
#include "core/probe/http_options.h"
#include "core/probe/name_options.h"
#include "core/probe/phases.h"
#include "core/probe/proxy_options.h"
#include "core/probe/tcp_options.h"
#include "core/probe/trust_profile.h"

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

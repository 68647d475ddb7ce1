// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>

#include "core/probe/http/http_options.h"
#include "core/probe/names/dns_options.h"
#include "core/probe/names/name_options.h"
#include "core/probe/phases.h"
#include "core/probe/tls/trust_profile.h"
#include "core/probe/transport/proxy_options.h"
#include "core/probe/transport/tcp_options.h"

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

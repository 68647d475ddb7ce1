// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/names/resolver.h"
#include "core/probe/tls/tls_contexts.h"
#include "core/resilience/time.h"

namespace fusebox::probe {

/// What all attempts of one thread share. Outlives them.
struct Network
{
    const resilience::Clock &clock;
    Resolver &resolver;
    TlsContexts &tls;
};

} // namespace fusebox::probe

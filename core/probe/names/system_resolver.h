// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/names/resolver.h"

namespace fusebox::probe {

/// The system's own resolver, through QHostInfo: its threads, its order of addresses, its cache of 60 s,
/// whatever the options say of keeping. It does not tell a name that does not exist from a server that fails.
/// "localhost" is answered without it, IPv4 first: that may not wait behind look-ups that get no answer.
class SystemResolver final : public Resolver
{
public:
    [[nodiscard]] std::unique_ptr<Lookup> resolve(const QString &host, const NameOptions &options,
                                                  Callback callback) override;
};

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/resolver.h"

namespace fusebox::probe {

/// The system's own resolver, through QHostInfo: its threads, its cache of 60 s. IPv4 addresses come first.
class SystemResolver final : public Resolver
{
public:
    [[nodiscard]] std::unique_ptr<Lookup> resolve(const QString &host, Callback callback) override;
};

} // namespace fusebox::probe

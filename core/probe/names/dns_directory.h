// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QHash>

#include "core/probe/names/dns_lookup.h"
#include "core/probe/names/name_resolver.h"

namespace fusebox::probe {

/// The servers that dns:// probes ask: one set of channels for a list of servers, whoever asks. Thread: that
/// of the resolver, which outlives it.
class DnsDirectory
{
public:
    DnsDirectory(NameResolver &names, const DnsSettings &settings);

    /// Those of the system, as the settings say.
    [[nodiscard]] std::shared_ptr<DnsServers> system() { return m_names.servers(); }
    /// At least one server.
    [[nodiscard]] std::shared_ptr<DnsServers> servers(const QList<DnsServer> &servers);

private:
    NameResolver &m_names;
    DnsSettings m_settings;
    QHash<QString, std::shared_ptr<DnsServers>> m_known;
};

} // namespace fusebox::probe

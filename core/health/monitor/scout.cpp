// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/monitor/scout.h"

#include <utility>

#include "core/probe/contract/schemes.h"

namespace fusebox::health {

using namespace Qt::StringLiterals;

namespace {

probe::ProbeRequest requestOfScout(const settings::EndpointConfig &config, const QString &address)
{
    probe::ProbeRequest request = requestOf(config);
    request.timeouts.total = std::min<Nanoseconds>(request.timeouts.total, OfflineDetector::scoutEvery);
    if (traitsOf(config).asksNameServer)
        return request;
    request.url = QUrl();
    request.url.setScheme(u"tcp"_s);
    request.url.setHost(address.isEmpty() ? config.url().host() : address);
    request.url.setPort(probe::portOf(config.url()));
    request.options = probe::TcpOptions();
    return request;
}

} // namespace

Scout::Scout(probe::ProbeFactory &probes, std::function<void(Finding)> found)
    : m_probes(probes)
    , m_found(std::move(found))
{
}

void Scout::send(const settings::EndpointConfig &config, const QString &address)
{
    m_probe.reset(m_probes.create(requestOfScout(config, address)).release());
    QObject::connect(m_probe.get(), &probe::Probe::finished, m_probe.get(),
                     [this](const probe::ProbeResult &result) {
                         const auto home = std::move(m_probe);
                         m_found(findingOf(result.failure));
                     });
    m_probe->start();
}

} // namespace fusebox::health

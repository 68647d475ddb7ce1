// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/health/detectors/ties.h"

#include <algorithm>
#include <array>

#include <QHostAddress>

#include "core/probe/names/literal_address.h"

namespace fusebox::health {

using resilience::ErrorClass;

namespace {

/// Of the URL's host; a proxy's is no address of theirs.
QString addressOf(const settings::EndpointConfig &config, const Peer &peer)
{
    if (isProxied(config))
        return {};
    if (probe::literalFamily(config.url().host()))
        return QHostAddress(config.url().host()).toString();
    return peer.address;
}

bool asksNameServers(const settings::EndpointConfig &config)
{
    return traitsOf(config).asksNameServer ||
           (!isProxied(config) && !probe::literalFamily(config.url().host()));
}

/// The system asks the same servers as we do, as far as we know.
QString resolverOf(const settings::EndpointConfig &config, const QString &nameServers)
{
    return traitsOf(config).asksNameServer && !config.url().host().isEmpty() ? config.url().host()
                                                                             : nameServers;
}

/// The name was not found out, or the answer to a dns:// question did not come.
bool isOfNames(const probe::ProbeFailure &failure, const settings::EndpointConfig &config)
{
    const bool isLookup = failure.phase == probe::Phase::Dns || traitsOf(config).asksNameServer;
    return failure.errorClass == ErrorClass::Dns || (failure.errorClass == ErrorClass::Timeout && isLookup);
}

/// That there is no such name is as true an answer as any other; and where it is not known what was wrong,
/// nobody is accused.
bool isResolversFault(const probe::ProbeFailure &failure, const settings::EndpointConfig &config)
{
    using enum probe::DnsFault;
    constexpr std::array faults{ServerFailure, Refused,  NotUnderstood, BadAnswer,
                                Unreachable,   TimedOut, Truncated,     Referral};
    if (!isOfNames(failure, config))
        return false;
    const auto fault = failure.as<probe::DnsFault>();
    return failure.errorClass == ErrorClass::Timeout ||
           (fault && std::ranges::find(faults, *fault) != faults.end());
}

/// A certificate that was refused for what it says of itself, not for our own choice of trust.
bool isIssuersFault(const std::optional<probe::TlsFault> &fault)
{
    using enum probe::TlsFault;
    constexpr std::array faults{Expired, NotYetValid, SelfSigned, UnknownAuthority, BadCertificate};
    return fault && std::ranges::find(faults, *fault) != faults.end();
}

bool mayBeDueTo(const CommonCause &cause, const probe::ProbeFailure &failure,
                const settings::EndpointConfig &config)
{
    switch (cause.kind) {
    case CauseKind::Host: return true;
    case CauseKind::Address:
        return !isOfNames(failure, config) && !isIssuersFault(failure.as<probe::TlsFault>());
    case CauseKind::Issuer: return isIssuersFault(failure.as<probe::TlsFault>());
    case CauseKind::Resolver: return isResolversFault(failure, config);
    }
    return false;
}

} // namespace

void Peer::learn(const QString &newAddress, const std::optional<probe::TlsFacts> &tls)
{
    if (!newAddress.isEmpty())
        address = newAddress;
    if (tls && !tls->chain->empty())
        chain = tls->chain;
}

std::vector<CommonCause> tiesOf(const settings::EndpointConfig &config, const Peer &peer,
                                const QString &nameServers)
{
    if (traitsOf(config).runsHere)
        return {};
    std::vector<CommonCause> ties;
    if (const QString host = config.url().host(); !host.isEmpty())
        ties.push_back({CauseKind::Host, host});
    if (isProxied(config))
        ties.push_back({CauseKind::Host, config.part<probe::ProxyOptions>().host});
    if (const QString address = addressOf(config, peer); !address.isEmpty())
        ties.push_back({CauseKind::Address, address});
    if (peer.chain)
        ties.push_back({CauseKind::Issuer, peer.chain->front().issuer});
    if (asksNameServers(config))
        ties.push_back({CauseKind::Resolver, resolverOf(config, nameServers)});
    return ties;
}

std::vector<CommonCause> causesOf(const probe::ProbeFailure &failure, const settings::EndpointConfig &config,
                                  const Peer &peer, const QString &nameServers)
{
    using enum ErrorClass;
    const ErrorClass error = failure.errorClass;
    if (error == Cancelled || error == Rejected || error == Exception)
        return {};
    if (failure.proxyFault)
        return {{CauseKind::Host, config.part<probe::ProxyOptions>().host}};
    auto causes = tiesOf(config, peer, nameServers);
    std::erase_if(causes, [&](const CommonCause &cause) { return !mayBeDueTo(cause, failure, config); });
    return causes;
}

} // namespace fusebox::health

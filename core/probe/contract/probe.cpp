// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/probe.h"

#include <algorithm>
#include <utility>

#include "core/probe/contract/repeatable.h"

namespace fusebox::probe {

namespace {

/// Where attempts have nothing in common but the request.
class PlainQuestion final : public Question
{
public:
    PlainQuestion(ProbeFactory &factory, ProbeRequest request)
        : m_factory(factory)
        , m_request(std::move(request))
    {
    }

    std::unique_ptr<Probe> attempt(resilience::Nanoseconds total) override
    {
        ProbeRequest request = m_request;
        request.timeouts.total = total;
        return m_factory.create(std::move(request));
    }
    bool isRepeatable() const override { return mayBeRepeated(m_request); }

private:
    ProbeFactory &m_factory;
    ProbeRequest m_request;
};

} // namespace

std::unique_ptr<Question> ProbeFactory::question(ProbeRequest request)
{
    return std::make_unique<PlainQuestion>(*this, std::move(request));
}

bool isWarning(const ProbeResult &result)
{
    return !result.failure && result.remark && result.remark->isWarning;
}

std::optional<bool> isVerified(const ProbeResult &result)
{
    const auto &hops = result.hops;
    if (std::ranges::find(hops, std::optional(false), &HttpHop::verified) != hops.end())
        return false;
    if (std::ranges::find(hops, std::optional(true), &HttpHop::verified) != hops.end())
        return true;
    return result.tls ? std::optional(result.tls->verified) : std::nullopt;
}

std::optional<std::chrono::sys_seconds> expiryOf(const ProbeResult &result)
{
    auto first = result.tls ? expiryOf(*result.tls) : std::nullopt;
    for (const HttpHop &hop : result.hops)
        if (hop.expires)
            first = std::min(first.value_or(*hop.expires), *hop.expires);
    return first;
}

} // namespace fusebox::probe

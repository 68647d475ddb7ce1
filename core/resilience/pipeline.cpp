// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/pipeline.h"

#include <algorithm>
#include <iterator>

namespace fusebox::resilience {

namespace {

using Layers = std::vector<Layer>;

std::optional<std::size_t> placeOf(const Layers &layers, Policy policy)
{
    const auto found = std::ranges::find(layers, policy, policyOf);
    return found == layers.end() ? std::nullopt
                                 : std::optional(static_cast<std::size_t>(found - layers.begin()));
}

bool isInside(const Layers &layers, Policy inner, Policy outer)
{
    const auto innerPlace = placeOf(layers, inner);
    const auto outerPlace = placeOf(layers, outer);
    return innerPlace && outerPlace && *innerPlace > *outerPlace;
}

std::optional<PipelineFault> limitFault(std::optional<Nanoseconds> limit)
{
    return limit && *limit <= Nanoseconds::zero() ? std::optional(PipelineFault::BadDuration) : std::nullopt;
}

std::optional<PipelineFault> machineFault(bool there)
{
    return there ? std::nullopt : std::optional(PipelineFault::NoMachine);
}

struct FaultOfLayer
{
    std::optional<PipelineFault> operator()(const FallbackLayer &) const { return {}; }
    std::optional<PipelineFault> operator()(const TotalTimeoutLayer &l) const { return limitFault(l.limit); }
    std::optional<PipelineFault> operator()(const RateLimitLayer &l) const
    {
        return machineFault(bool(l.limiter));
    }
    std::optional<PipelineFault> operator()(const BulkheadLayer &l) const
    {
        return machineFault(bool(l.bulkhead));
    }
    std::optional<PipelineFault> operator()(const CircuitLayer &l) const
    {
        return machineFault(bool(l.circuit));
    }
    std::optional<PipelineFault> operator()(const RetryLayer &l) const
    {
        if (l.settings.maxAttempts < 1)
            return PipelineFault::BadAttempts;
        const Backoff &backoff = l.settings.backoff;
        if (std::min(backoff.initialDelay, backoff.maxDelay) < Nanoseconds::zero())
            return PipelineFault::BadDuration;
        return limitFault(l.settings.totalTime);
    }
    std::optional<PipelineFault> operator()(const AttemptTimeoutLayer &l) const
    {
        return limitFault(l.limit);
    }
};

std::optional<PipelineError> faultOfOrder(const Layers &layers)
{
    for (const Policy policy : {Policy::Fallback, Policy::TotalTimeout}) {
        if (isInside(layers, policy, Policy::Retry))
            return PipelineError{PipelineFault::InsideRetry, policy};
    }
    if (isInside(layers, Policy::Retry, Policy::AttemptTimeout))
        return PipelineError{PipelineFault::OutsideRetry, Policy::AttemptTimeout};
    if (isInside(layers, Policy::Fallback, Policy::Circuit))
        return PipelineError{PipelineFault::InsideCircuit, Policy::Fallback};
    return {};
}

std::optional<PipelineError> faultOfLimits(const Layers &layers)
{
    const auto total = placeOf(layers, Policy::TotalTimeout);
    const auto attempt = placeOf(layers, Policy::AttemptTimeout);
    if (total && attempt &&
        std::get<AttemptTimeoutLayer>(layers[*attempt]).limit >=
            std::get<TotalTimeoutLayer>(layers[*total]).limit)
        return PipelineError{PipelineFault::NotShorterThanTheTotal, Policy::AttemptTimeout};
    return {};
}

/// A limit for each host may stand beside one for all.
bool isSame(const Layer &a, const Layer &b)
{
    if (const auto *limit = std::get_if<RateLimitLayer>(&a); limit && a.index() == b.index())
        return limit->limiter == std::get<RateLimitLayer>(b).limiter;
    if (const auto *limit = std::get_if<BulkheadLayer>(&a); limit && a.index() == b.index())
        return limit->bulkhead == std::get<BulkheadLayer>(b).bulkhead;
    return a.index() == b.index();
}

std::optional<PipelineError> faultOf(const Layers &layers)
{
    for (auto layer = layers.begin(); layer != layers.end(); ++layer) {
        if (const auto fault = std::visit(FaultOfLayer{}, *layer))
            return PipelineError{*fault, policyOf(*layer)};
        if (std::find_if(layers.begin(), layer, [&](const Layer &l) { return isSame(l, *layer); }) != layer)
            return PipelineError{PipelineFault::Twice, policyOf(*layer)};
    }
    const auto fault = faultOfOrder(layers);
    return fault ? fault : faultOfLimits(layers);
}

std::optional<PipelineError> faultOfRandom(const Layers &layers, const std::shared_ptr<SharedRandom> &random)
{
    if (random || !placeOf(layers, Policy::Retry))
        return {};
    return PipelineError{PipelineFault::NoMachine, Policy::Retry};
}

/// Innermost, so that a circuit within the retry sees the timeout too.
void addAttemptTimeoutOfRetry(Layers &layers)
{
    const auto place = placeOf(layers, Policy::Retry);
    if (!place)
        return;
    if (const auto limit = std::get<RetryLayer>(layers[*place]).settings.attemptTimeout)
        layers.emplace_back(std::in_place_type<AttemptTimeoutLayer>, AttemptTimeoutLayer{*limit});
}

} // namespace

Policy policyOf(const Layer &layer)
{
    return static_cast<Policy>(layer.index());
}

std::vector<Layer> inDefaultOrder(const std::vector<Layer> &layers)
{
    std::vector<Layer> ordered;
    for (std::size_t policy = 0; policy < std::variant_size_v<Layer>; ++policy)
        std::ranges::copy_if(layers, std::back_inserter(ordered),
                             [&](const Layer &l) { return l.index() == policy; });
    return ordered;
}

tl::expected<Pipeline, PipelineError> Pipeline::make(std::vector<Layer> layers,
                                                     std::shared_ptr<SharedRandom> random)
{
    addAttemptTimeoutOfRetry(layers);
    if (const auto fault = faultOf(layers))
        return tl::unexpected(*fault);
    if (const auto fault = faultOfRandom(layers, random))
        return tl::unexpected(*fault);
    return Pipeline(std::move(layers), std::move(random));
}

Pipeline::Pipeline(std::vector<Layer> layers, std::shared_ptr<SharedRandom> random)
    : m_layers(std::make_shared<const std::vector<Layer>>(std::move(layers)))
    , m_random(std::move(random))
{
}

} // namespace fusebox::resilience

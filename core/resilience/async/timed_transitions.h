// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/resilience/async/environment.h"
#include "core/resilience/registry.h"

namespace fusebox::resilience {

/// Takes the transitions of circuits that time alone makes due when their time has come, so that listeners
/// hear of them without a call being made: open turns half-open, half-open without a verdict opens again,
/// forced open expires. As long as it lives. Made and destroyed in one thread with an event loop, at any
/// time, by a listener too; the circuits may be used in any.
class TimedTransitions
{
public:
    /// Of one circuit. Its clock is the environment's.
    TimedTransitions(std::shared_ptr<Circuit> circuit, const Environment &environment);
    /// Of all circuits of a registry, those made later included; one that is restored later, from its first
    /// transition on. The registry must outlive it.
    TimedTransitions(Registry &registry, const Environment &environment);
    ~TimedTransitions();
    TimedTransitions(const TimedTransitions &) = delete;
    TimedTransitions &operator=(const TimedTransitions &) = delete;

private:
    class Worker;

    std::unique_ptr<Worker> m_worker;
    std::function<void()> m_unsubscribe;
};

} // namespace fusebox::resilience

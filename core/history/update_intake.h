// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <span>

#include "core/health/values/snapshot.h"

namespace fusebox::history {

/// What of an update is applied at once; it looks into the update, which outlives it.
struct UpdatePart
{
    health::Moment at = {};
    std::span<const settings::EndpointId> removed = {};
    std::span<const health::EndpointSnapshot> changed = {};
    std::span<const health::Event> events = {};

    UpdatePart() = default;
    /// All of it.
    UpdatePart(const health::MonitorUpdate &update) // NOLINT(google-explicit-constructor): a whole is a part
        : at(update.at)
        , removed(update.removed)
        , changed(update.changed)
        , events(update.events)
    {
    }
};

/// Updates that have come, handed out in parts so small that a key is heard between two of them: a thousand
/// endpoints that change take longer than a frame may. First what was removed and what changed, then the
/// events, which are told of endpoints that are known by then; in the order in which they came.
class UpdateIntake
{
public:
    /// Endpoints, or events, in a part: about two milliseconds.
    static constexpr std::size_t most = 256;

    void add(health::MonitorUpdatePtr update);
    [[nodiscard]] bool isEmpty() const { return m_updates.empty(); }

    struct Portion
    {
        UpdatePart part = {};
        health::MonitorUpdatePtr finished = {}; ///< the update, when this is the last of it
    };
    /// Of an intake that is not empty. An update of more endpoints than `known` brings new ones, for which
    /// the lines are arranged anew each time: it comes in one part.
    [[nodiscard]] Portion next(std::size_t known);

private:
    std::deque<health::MonitorUpdatePtr> m_updates;
    std::size_t m_changed = 0; ///< of the first, handed out
    std::size_t m_events = 0;  ///< likewise
};

} // namespace fusebox::history

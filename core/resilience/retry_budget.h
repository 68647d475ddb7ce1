// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/resilience/slot_window.h"

namespace fusebox::resilience {

struct RetryBudgetSettings
{
    double share = 0.2; ///< retries per call of the window, >= 0
    int floor = 10;     ///< retries that any window allows, however few its calls, >= 0
    Nanoseconds window = std::chrono::seconds(10); ///< > 0

    bool operator==(const RetryBudgetSettings &) const = default;
};

/// Bounds the retries of many calls together, so that retries never multiply an outage: within a window no
/// more than `share` of its calls, or `floor` if that is more (after Finagle's RetryBudget). A pure machine.
/// Thread: one at a time.
class RetryBudget
{
public:
    explicit RetryBudget(const RetryBudgetSettings &settings);

    /// New settings from now on; what the window has counted is kept, as far as the new one reaches.
    void setSettings(const RetryBudgetSettings &settings, TimePoint now);

    /// A call begins; `now` never decreases.
    void call(TimePoint now);
    /// True, and counted, if one more retry is within the budget.
    [[nodiscard]] bool tryRetry(TimePoint now);
    /// Retries that would be allowed at `now`.
    [[nodiscard]] int available(TimePoint now) const;

private:
    struct Traffic
    {
        std::uint32_t calls = 0;
        std::uint32_t retries = 0;

        Traffic &operator+=(const Traffic &other);
        Traffic &operator-=(const Traffic &other);
    };

    RetryBudgetSettings m_settings;
    SlotWindow<Traffic, 32> m_traffic;
};

} // namespace fusebox::resilience

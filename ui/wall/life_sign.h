// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>

#include "core/health/values/clock.h"

namespace fusebox::ui {

/// Whether the engine is heard. It speaks only when something happens, so silence alone says nothing: there
/// is a time by which it must have spoken, given by what it plans. Pure.
class LifeSign
{
public:
    static constexpr int seconds = 60;

    /// An update has come.
    void beat(health::Moment at);
    /// By when another must come; none: nothing is planned (all is paused).
    void expectBy(std::optional<health::TimePoint> time) { m_expectedBy = time; }

    [[nodiscard]] bool isLate(health::TimePoint now) const;
    /// When the last update came; none: none ever did.
    [[nodiscard]] const std::optional<health::Moment> &last() const { return m_last; }
    /// Updates in each of the last seconds, the oldest first; the last one still runs.
    [[nodiscard]] std::array<int, seconds> beats(health::TimePoint now) const;

private:
    void moveTo(long long second);

    std::optional<health::Moment> m_last;
    std::optional<health::TimePoint> m_expectedBy;
    std::array<int, seconds> m_counts = {}; ///< by second, modulo
    long long m_second = 0;                 ///< the newest counted
};

} // namespace fusebox::ui

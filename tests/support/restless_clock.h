// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resilience/time.h"

namespace fusebox::testing {

/// Goes on by a millisecond whenever it is looked at.
class RestlessClock final : public resilience::Clock
{
public:
    [[nodiscard]] resilience::TimePoint now() const override
    {
        return resilience::TimePoint(std::chrono::milliseconds(++m_looks));
    }
    [[nodiscard]] int looks() const { return m_looks; }

private:
    mutable int m_looks = 0;
};

} // namespace fusebox::testing

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QTest>

#include "core/resilience/time.h"

namespace fusebox::testing {

using namespace std::chrono_literals;
using resilience::Nanoseconds;
using resilience::TimePoint;

/// Where tests of machines begin: not zero, so that a forgotten time is noticed.
inline constexpr TimePoint kStart{1h};

} // namespace fusebox::testing

namespace QTest {

template <>
inline char *toString(const fusebox::resilience::Nanoseconds &value)
{
    return qstrdup((std::to_string(value.count()) + "ns").c_str());
}

template <>
inline char *toString(const fusebox::resilience::TimePoint &value)
{
    return toString(value.time_since_epoch());
}

} // namespace QTest

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <variant>

#include "core/resilience/error_class_set.h"

namespace fusebox::resilience {

struct FallbackSettings
{
    /// Other failures of the primary are the answer. Who cancels wants no other answer.
    ErrorClassSet fallbackOn = ErrorClassSet::all().without({ErrorClass::Cancelled});

    bool operator==(const FallbackSettings &) const = default;
};

/// Where an answer comes from. Only Primary is what was asked for.
enum class Source : std::uint8_t { Primary, Alternative, LastGood, Static };

/// What a call can fall back on.
struct FallbackOptions
{
    int alternatives = 0;
    bool lastGood = false; ///< a last good value is at hand, young enough
    bool fixed = false;    ///< a static value was given
};

/// Decides what comes after the primary has failed: alternatives one by one, then the last good value, then
/// the static one. A pure machine: one object a call.
class Fallback
{
public:
    struct TryAlternative
    {
        int index; ///< 0-based
    };
    struct UseLastGood
    {
    };
    struct UseStatic
    {
    };
    struct GiveUp
    {
    };
    using Decision = std::variant<GiveUp, TryAlternative, UseLastGood, UseStatic>;

    explicit Fallback(const FallbackSettings &settings = {});

    /// After the primary, or the alternative tried last, has failed.
    [[nodiscard]] Decision afterFailure(const Failure &failure, const FallbackOptions &options);
    /// Why the primary failed; none while it has not.
    [[nodiscard]] const std::optional<Failure> &originalError() const { return m_original; }

private:
    FallbackSettings m_settings;
    int m_nextAlternative = 0;
    std::optional<Failure> m_original = {};
};

} // namespace fusebox::resilience

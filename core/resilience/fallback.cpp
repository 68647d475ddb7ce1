// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resilience/fallback.h"

namespace fusebox::resilience {

Fallback::Fallback(const FallbackSettings &settings)
    : m_settings(settings)
{
}

Fallback::Decision Fallback::afterFailure(const Failure &failure, const FallbackOptions &options)
{
    // Whether to fall back is the primary's question; an alternative that fails, however, is just passed
    // over.
    if (!m_original)
        m_original = failure;
    if (!m_settings.fallbackOn.contains(*m_original) || failure.errorClass == ErrorClass::Cancelled)
        return GiveUp{};
    if (m_nextAlternative < options.alternatives)
        return TryAlternative{m_nextAlternative++};
    if (options.lastGood)
        return UseLastGood{};
    if (options.fixed)
        return UseStatic{};
    return GiveUp{};
}

} // namespace fusebox::resilience

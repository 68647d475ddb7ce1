// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/environment_values.h"

#include <algorithm>

namespace fusebox::ui {

void keepSources(const EnvironmentValues &before, const EnvironmentValues &after,
                 settings::SecretSources &sources)
{
    const settings::SecretSources known = sources;
    for (const EnvironmentValue &now : after) {
        const auto same = std::ranges::find_if(before, [&](const EnvironmentValue &other) {
            return other.value == now.value && known.contains(other.pointer);
        });
        if (same != before.end())
            sources[now.pointer] = known.at(same->pointer);
    }
}

} // namespace fusebox::ui

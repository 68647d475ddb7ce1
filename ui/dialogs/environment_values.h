// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/settings/endpoint_config.h"

namespace fusebox::ui {

/// A secret of a list, and where it stands in the file (settings::pointerTo()).
struct EnvironmentValue
{
    QString pointer;
    QByteArray value;
};
using EnvironmentValues = std::vector<EnvironmentValue>;

/// A value that came from the environment goes on doing so in another place of its list: written out, it
/// would be no secret any more.
void keepSources(const EnvironmentValues &before, const EnvironmentValues &after,
                 settings::SecretSources &sources);

} // namespace fusebox::ui

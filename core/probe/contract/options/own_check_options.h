// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace fusebox::probe {

/// Which check of one's own is meant (see health/own_checks.h).
struct OwnCheckOptions
{
    QString name = {};

    [[nodiscard]] QString title() const { return name; }

    bool operator==(const OwnCheckOptions &) const = default;
};

} // namespace fusebox::probe

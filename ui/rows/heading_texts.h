// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/rows/endpoint_store.h"

namespace fusebox::ui {

/// The heading of a group, as a person reads it.
struct GroupHeading
{
    QString name; ///< empty: of those without a group
    Tally tally;  ///< of the whole group
    bool isFolded = false;
    int shown = tally.total(); ///< what the filter lets through, folded or not
};

/// "billing · 3 of 7 degraded", "billing · 7 healthy"; to a screen reader also that it is folded.
[[nodiscard]] QString headingText(const GroupHeading &heading);
[[nodiscard]] QString headingName(const GroupHeading &heading);
[[nodiscard]] QString headingFigures(const GroupHeading &heading);
[[nodiscard]] QString headingAccessibleText(const GroupHeading &heading);

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "core/history/report/report.h"

namespace fusebox::app {

/// Something that happened in an incident; both are text.
struct CourseStep
{
    QString time = {};
    QString words = {};
};

/// What happened one after the other: who was hit and recovered, what people did and wrote. At most some
/// forty; how many more there were is the last.
[[nodiscard]] std::vector<CourseStep>
courseOf(const history::ReportedOutage &reported,
         const std::function<QString(const settings::EndpointId &)> &nameOf);

} // namespace fusebox::app

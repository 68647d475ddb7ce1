// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_course.h"

#include <algorithm>

#include "ui/text/clock_text.h"
#include "ui/text/outage_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using health::WallTime;

namespace {

constexpr std::size_t mostSteps = 40;

struct Step
{
    WallTime at = {};
    QString words = {};
};

std::vector<Step> stepsOf(const history::ReportedOutage &reported,
                          const std::function<QString(const settings::EndpointId &)> &nameOf)
{
    std::vector<Step> steps;
    for (const history::AffectedEndpoint &affected : reported.outage.endpoints) {
        steps.push_back({affected.from, nameOf(affected.id) + u" stops working"_s});
        if (affected.to)
            steps.push_back({*affected.to, nameOf(affected.id) + u" is over it"_s});
    }
    for (const history::ActMeanwhile &act : reported.outage.acts)
        steps.push_back({act.at, nameOf(act.endpoint) + u": "_s + ui::actPhrase(act.act)});
    for (const history::Remark &remark : reported.remarks)
        steps.push_back({remark.at, u"note: "_s + remark.text});
    std::ranges::stable_sort(steps, {}, &Step::at);
    return steps;
}

/// With the day where it is another than that of the line before.
QString timeText(WallTime at, std::optional<WallTime> before)
{
    const bool isSameDay = before && ui::dayOf(*before) == ui::dayOf(at);
    return isSameDay ? ui::timeInZone(at) : ui::dateAndTime(at);
}

} // namespace

std::vector<CourseStep> courseOf(const history::ReportedOutage &reported,
                                 const std::function<QString(const settings::EndpointId &)> &nameOf)
{
    std::vector<CourseStep> course;
    std::optional<WallTime> before;
    const std::vector<Step> steps = stepsOf(reported, nameOf);
    for (const Step &step : steps) {
        if (course.size() == mostSteps) {
            course.push_back({u"…"_s, u"and %1 more"_s.arg(steps.size() - mostSteps)});
            break;
        }
        course.push_back({timeText(step.at, before.value_or(reported.outage.from)), step.words});
        before = step.at;
    }
    return course;
}

} // namespace fusebox::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/time_window.h"

#include <algorithm>

namespace fusebox::ui {

health::Nanoseconds TimeWindow::columnWidth() const
{
    return std::max<health::Nanoseconds>(length / std::max(columns, 1), health::Nanoseconds(1));
}

double TimeWindow::share(health::TimePoint moment) const
{
    return std::chrono::duration<double>(moment - from) / std::chrono::duration<double>(length);
}

health::TimePoint TimeWindow::at(double share) const
{
    return from + health::Nanoseconds(static_cast<health::Nanoseconds::rep>(double(length.count()) * share));
}

} // namespace fusebox::ui

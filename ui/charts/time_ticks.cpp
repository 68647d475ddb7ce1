// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/time_ticks.h"

#include <QDateTime>
#include <QLocale>

namespace fusebox::ui {

namespace {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds steps[] = {1s,    2s,    5s, 10s, 15s, 30s, 1min, 2min, 5min, 10min,
                                  15min, 30min, 1h, 2h,  3h,  6h,  12h,  24h,  48h,  120h};
constexpr Milliseconds longestStep = 240h;

Milliseconds stepFor(Milliseconds length, int most)
{
    for (const Milliseconds step : steps) {
        if (length / step < most)
            return step;
    }
    return longestStep;
}

QString label(const QDateTime &at, Milliseconds step)
{
    if (at.time().msecsSinceStartOfDay() == 0 && step >= 1h)
        return QLocale().toString(at, QStringLiteral("d MMM"));
    return at.toString(step < 1min ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
}

} // namespace

std::vector<TimeTick> timeTicks(health::WallTime from, health::WallTime to, int most)
{
    const Milliseconds step = stepFor(to - from, most);
    const auto local = QDateTime::fromMSecsSinceEpoch(to.time_since_epoch().count());
    const Milliseconds zone = std::chrono::seconds(local.offsetFromUtc());
    std::vector<TimeTick> ticks;
    auto at = std::chrono::ceil<Milliseconds>(from.time_since_epoch()) + zone;
    at = (at + step - 1ms) / step * step - zone;
    for (; at <= to.time_since_epoch(); at += step)
        ticks.push_back({health::WallTime(at), label(QDateTime::fromMSecsSinceEpoch(at.count()), step)});
    return ticks;
}

} // namespace fusebox::ui

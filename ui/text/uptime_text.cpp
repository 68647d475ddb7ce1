// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/uptime_text.h"

#include <cmath>

#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using resilience::Nanoseconds;

/// Two decimals where they tell one outage from another, else one.
QString shareText(Nanoseconds up, Nanoseconds measured)
{
    if (up >= measured)
        return QStringLiteral("100");
    const double percent = 100.0 * static_cast<double>(up.count()) / static_cast<double>(measured.count());
    const int decimals = percent >= 99 ? 2 : 1;
    const double scale = decimals == 2 ? 100 : 10;
    return up <= Nanoseconds(0) ? QStringLiteral("0")
                                : QString::number(std::floor(percent * scale) / scale, 'f', decimals);
}

} // namespace

QString lengthCaption(std::chrono::milliseconds length)
{
    using namespace std::chrono_literals;
    if (length <= 1h)
        return Text::tr("Last hour");
    if (length <= 24h)
        return Text::tr("Last 24 hours");
    const auto days = std::chrono::duration_cast<std::chrono::hours>(length).count() / 24;
    return days < 365 ? Text::tr("Last %1 days").arg(days) : Text::tr("Last year");
}

QString uptimeText(Nanoseconds up, Nanoseconds measured)
{
    if (measured <= Nanoseconds(0))
        return {};
    return Text::tr("%1 % of %2").arg(shareText(up, measured), ageText(measured));
}

QString uptimeShare(Nanoseconds up, Nanoseconds measured)
{
    return measured <= Nanoseconds(0) ? QString() : Text::tr("%1 %").arg(shareText(up, measured));
}

QString measuredUptime(Nanoseconds up, Nanoseconds measured, Nanoseconds heldBack)
{
    const QString known =
        measured <= Nanoseconds(0)
            ? Text::tr("nothing measured")
            : Text::tr("%1 of %2 measured").arg(uptimeShare(up, measured), lengthText(measured));
    if (heldBack < std::chrono::seconds(1))
        return known;
    return Text::tr("%1, %2 held back by the open circuit").arg(known, lengthText(heldBack));
}

FactTexts uptimeFacts(std::span<const history::UptimeOver> uptimes)
{
    FactTexts facts;
    for (const auto &[length, uptime] : uptimes)
        facts.emplace_back(lengthCaption(length),
                           measuredUptime(uptime.time.up, uptime.measured(), uptime.heldBack()));
    return facts;
}

} // namespace fusebox::ui

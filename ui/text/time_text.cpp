// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QLocale>

#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using resilience::Nanoseconds;
using namespace std::chrono_literals;

double in(Nanoseconds unit, Nanoseconds value)
{
    return static_cast<double>(value.count()) / static_cast<double>(unit.count());
}

QString number(double value, int decimals)
{
    return QString::number(value, 'f', decimals);
}

QString milliseconds(const QString &number)
{
    return Text::tr("%1 ms").arg(number);
}

QString seconds(const QString &number)
{
    return Text::tr("%1 s").arg(number);
}

/// A whole count of the unit that suits `seconds`; the caller has rounded.
QString coarse(long long seconds, bool up)
{
    const auto whole = [&](long long unit) { return (seconds + (up ? unit - 1 : 0)) / unit; };
    if (seconds < 100)
        return ui::seconds(QString::number(seconds));
    if (seconds < 100 * 60)
        return Text::tr("%1 min").arg(whole(60));
    if (seconds < 48 * 3600)
        return Text::tr("%1 h").arg(whole(3600));
    return Text::tr("%1 d").arg(whole(86400));
}

} // namespace

// Each limit is where rounding would need one digit more: 999.5 ms would read "1000 ms".
QString latencyText(Nanoseconds latency)
{
    const double ms = in(1ms, latency);
    if (latency <= 0ns)
        return milliseconds(number(0, 0));
    if (ms < 0.995)
        return milliseconds(number(std::max(ms, 0.01), 2));
    if (ms < 9.95)
        return milliseconds(number(ms, 1));
    if (ms < 999.5)
        return milliseconds(number(ms, 0));
    if (ms < 9'995)
        return seconds(number(ms / 1000, 2));
    if (ms < 99'950)
        return seconds(number(ms / 1000, 1));
    return seconds(number(ms / 1000, 0));
}

QString spanText(Nanoseconds span)
{
    if (span < 1s)
        return milliseconds(QString::number(in(1ms, span), 'g', 4));
    if (span < 120s || span % 60s != 0s)
        return seconds(QString::number(in(1s, span), 'g', 6));
    if (span < 2h || span % 1h != 0s)
        return Text::tr("%1 min").arg(QString::number(in(60s, span), 'g', 6));
    return Text::tr("%1 h").arg(QString::number(in(1h, span), 'g', 6));
}

QString countdownText(Nanoseconds left)
{
    return coarse(std::max<long long>(0, std::chrono::ceil<std::chrono::seconds>(left).count()), true);
}

QString ageText(Nanoseconds age)
{
    return coarse(std::max<long long>(0, std::chrono::floor<std::chrono::seconds>(age).count()), false);
}

QString lengthText(Nanoseconds length)
{
    const long long whole = std::max<long long>(0, std::chrono::floor<std::chrono::seconds>(length).count());
    if (whole < 1)
        return length < 1ms ? seconds(number(0, 0)) : seconds(QString::number(in(1s, length), 'g', 2));
    const auto pair = [&](long long unit, const QString &large, long long smaller, const QString &small) {
        const QString first = large.arg(whole / unit);
        const long long rest = whole % unit / smaller;
        return rest == 0 ? first : first + QChar(u' ') + small.arg(rest);
    };
    const QString days = Text::tr("%1 d"), hours = Text::tr("%1 h"), minutes = Text::tr("%1 min");
    if (whole >= 86400)
        return pair(86400, days, 3600, hours);
    if (whole >= 3600)
        return pair(3600, hours, 60, minutes);
    return whole >= 60 ? pair(60, minutes, 1, Text::tr("%1 s")) : seconds(QString::number(whole));
}

QString agoText(Nanoseconds age)
{
    return age < 2s ? Text::tr("just now") : Text::tr("%1 ago").arg(ageText(age));
}

} // namespace fusebox::ui

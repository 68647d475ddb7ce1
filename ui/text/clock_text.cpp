// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/clock_text.h"

#include <QDateTime>
#include <QLocale>

namespace fusebox::ui {

namespace {

QDateTime local(health::WallTime at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count());
}

} // namespace

QString timeOfDay(health::WallTime at)
{
    return local(at).toString(QStringLiteral("HH:mm:ss"));
}

QString timeInZone(health::WallTime at)
{
    return local(at).toString(QStringLiteral("HH:mm:ss t"));
}

QDate dayOf(health::WallTime at)
{
    return local(at).date();
}

QString dayAndTime(health::WallTime at)
{
    return QLocale().toString(local(at), QStringLiteral("d MMM HH:mm"));
}

QString dayAndSecond(health::WallTime at)
{
    return QLocale().toString(local(at), QStringLiteral("d MMM HH:mm:ss"));
}

QString dateAndTime(health::WallTime at)
{
    return QLocale(QLocale::English).toString(local(at), QStringLiteral("d MMM yyyy HH:mm t"));
}

QString fullTime(health::WallTime at)
{
    return local(at).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz t"));
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_options.h"

#include <QDateTime>

#include "core/history/record/endpoint_account.h"
#include "core/resilience/duration.h"
#include "core/storage/value_sentences.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using health::WallTime;

namespace {

constexpr WallTime firstTime{0ms};

bool isDate(const QString &typed)
{
    return typed.indexOf(u'-') == 4;
}

/// By its format: Qt reads other things as a time, too.
QDateTime dateTimeIn(const QString &typed)
{
    if (!typed.contains(u'T'))
        return QDate::fromString(typed, u"yyyy-MM-dd"_s).startOfDay();
    return QDateTime::fromString(typed, Qt::ISODate);
}

tl::expected<ReportTime, QString> dateOf(const QString &typed)
{
    const QDateTime at = dateTimeIn(typed);
    if (!at.isValid())
        return tl::unexpected(
            u"%1 is no time; write a date such as \"2026-11-01\", or \"2026-11-01T14:00\""_s.arg(
                storage::quoted(typed)));
    return ReportTime(std::max(WallTime(std::chrono::milliseconds(at.toMSecsSinceEpoch())), firstTime));
}

WallTime resolved(const ReportTime &time, WallTime now)
{
    if (const auto *ago = std::get_if<std::chrono::milliseconds>(&time))
        return std::max(now - *ago, firstTime);
    return std::get<WallTime>(time);
}

} // namespace

tl::expected<ReportTime, QString> parseReportTime(const QString &typed)
{
    if (isDate(typed))
        return dateOf(typed);
    const auto duration = resilience::parseDuration(typed.toStdString());
    if (!duration)
        return tl::unexpected(storage::durationSentence(duration.error(), typed) +
                              u"; a date such as \"2026-11-01\" is a time, too"_s);
    if (*duration < 1s)
        return tl::unexpected(storage::tooShortSentence(*duration, 1s));
    return ReportTime(std::chrono::duration_cast<std::chrono::milliseconds>(*duration));
}

history::Stretch stretchOf(const ReportOptions &options, WallTime now)
{
    constexpr auto writing = 5s; // figures are on the disk by then
    const WallTime written = history::gridBegin(now - writing, history::slotLength);
    const WallTime to = options.until ? std::min(resolved(*options.until, written), written) : written;
    return {resolved(options.since, written), to};
}

} // namespace fusebox::app

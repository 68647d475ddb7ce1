// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rows/cell_texts.h"

#include <algorithm>

#include "ui/rows/endpoint_cells.h"
#include "ui/text/clock_text.h"
#include "ui/text/endpoint_facts.h"
#include "ui/text/overview.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"
#include "ui/text/uptime_text.h"

namespace fusebox::ui::cells {

using health::EndpointSnapshot;

namespace {

const QString dash = QStringLiteral("–");

} // namespace

QString status(const CellSource &source)
{
    return statusWord(source.row.status);
}

QString name(const CellSource &source)
{
    return displayName(*source.row.config);
}

QString group(const CellSource &source)
{
    return plainLine(source.row.config->group, 100);
}

QString circuit(const CellSource &source)
{
    return circuitWord(effectiveState(source.row.circuit));
}

QString uptime(const CellSource &source)
{
    const QString text = source.history ? uptimeText(source.history->uptime.up(source.now),
                                                     source.history->uptime.measured(source.now))
                                        : QString();
    return text.isEmpty() ? dash : text;
}

QString attempts(const CellSource &source)
{
    const auto &check = source.row.lastCheck;
    return check && check->attempts > 0 ? QString::number(check->attempts) : dash;
}

QString changed(const CellSource &source)
{
    return agoText(source.now - sinceWhen(source.row).steady);
}

/// While a check is under way there is no next one yet.
QString next(const CellSource &source)
{
    if (source.row.checking)
        return Text::tr("now");
    return source.row.nextDueAt ? countdownText(*source.row.nextDueAt - source.now) : dash;
}

QString reason(const CellSource &source)
{
    return reasonText(source.row);
}

QString spokenName(const CellSource &source)
{
    return isUnverified(*source.row.config) ? Text::tr("%1, certificate not verified").arg(name(source))
                                            : name(source);
}

QString spokenCircuit(const CellSource &source)
{
    return Text::tr("circuit %1").arg(circuit(source));
}

QString spokenP95(const CellSource &source)
{
    return Text::tr("95th percentile %1").arg(latencyOrDash(source.row.p95));
}

/// A picture, in words.
QString spokenTrace(const CellSource &source)
{
    const QString trace = Text::tr("latency trace");
    if (!source.history)
        return trace;
    const auto &samples = source.history->samples.samples();
    const auto failed = std::ranges::count(samples, history::Sample::Kind::Failure, &history::Sample::kind);
    const auto breaks = std::ranges::count(samples, history::Sample::Kind::Break, &history::Sample::kind);
    return Text::tr("%1, %2 of the last %3 failed")
        .arg(trace, QString::number(failed), QString::number(std::ssize(samples) - breaks));
}

QString statusTip(const CellSource &source)
{
    return status(source) + u'\n' + reason(source);
}

QString nameTip(const CellSource &source)
{
    return name(source) + u'\n' + addressText(*source.row.config);
}

QString groupTip(const CellSource &source)
{
    QStringList lines{group(source)};
    for (const QString &tag : source.row.config->tags)
        lines << plainLine(tag, 100);
    return lines.join(u'\n');
}

QString circuitTip(const CellSource &source)
{
    QStringList lines{spokenCircuit(source)};
    if (const QString reason = circuitReason(source.row); !reason.isEmpty())
        lines << reason;
    return lines.join(u'\n');
}

QString latencyTip(const CellSource &source)
{
    return source.row.session ? Text::tr("round trip of the last ping")
                              : Text::tr("latency of the last success");
}

QString changedTip(const CellSource &source)
{
    const EndpointSnapshot &row = source.row;
    return (row.failingSince ? Text::tr("failing since %1\n%2 since %3").arg(fullTime(row.failingSince->wall))
                             : Text::tr("%1 since %2"))
        .arg(statusWord(row.status), fullTime(row.statusSince.wall));
}

} // namespace fusebox::ui::cells

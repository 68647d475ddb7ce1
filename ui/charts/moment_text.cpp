// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/moment_text.h"

#include <algorithm>

#include "ui/text/clock_text.h"
#include "ui/text/sentences.h"
#include "ui/text/text.h"

namespace fusebox::ui {

namespace {

using namespace std::chrono_literals;

const GapSpan *gapAt(const ChartPicture &picture, double share)
{
    const auto gap = std::ranges::find_if(
        picture.gaps, [share](const GapSpan &span) { return span.from <= share && share <= span.to; });
    return gap == picture.gaps.end() ? nullptr : &*gap;
}

/// With the day, where the window holds several.
QString when(health::TimePoint at, const PlotContent &content, const history::EndpointHistory &history)
{
    const health::WallTime wall = history.wallAt(at);
    return content.window.length < 20h ? timeOfDay(wall) : dayAndTime(wall);
}

QString span(health::TimePoint from, health::TimePoint to, const PlotContent &content,
             const history::EndpointHistory &history)
{
    const QString begin = when(from, content, history);
    return to - from < 1s ? begin : Text::tr("%1 – %2").arg(begin, when(to, content, history));
}

QString phaseLine(const ChartColumn &column)
{
    QStringList parts;
    for (std::size_t i = 0; i < column.phases.size(); ++i) {
        const std::chrono::duration<float, std::milli> took(column.phases[i]);
        if (took.count() > 0)
            parts << Text::tr("%1 %2").arg(
                phaseWord(static_cast<probe::Phase>(i)),
                latencyText(std::chrono::duration_cast<health::Nanoseconds>(took)));
    }
    return parts.join(Text::tr(" · "));
}

QStringList latencyLines(const ChartColumn &column)
{
    if (column.answered == 0)
        return {};
    if (column.answered == 1)
        return {latencyText(column.median)};
    return {Text::tr("median %1 · p5 %2 · p95 %3")
                .arg(latencyText(column.median), latencyText(column.p5), latencyText(column.p95)),
            Text::tr("least %1 · most %2").arg(latencyText(column.least), latencyText(column.most))};
}

QString countLine(const ChartColumn &column)
{
    QStringList parts;
    if (column.answered + column.failed > 1)
        parts << Text::tr("%1 answered").arg(column.answered);
    if (column.slow > 0)
        parts << (column.answered > 1 ? Text::tr("%1 slow").arg(column.slow) : Text::tr("slow"));
    if (column.failed > 0)
        parts << (column.answered + column.failed > 1
                      ? Text::tr("%1 failed (%2 %)")
                            .arg(QString::number(column.failed), QString::number(column.loss() * 100, 'g', 3))
                      : Text::tr("failed"));
    if (column.attempts > 1)
        parts << Text::tr("up to %1 attempts").arg(column.attempts);
    return parts.join(Text::tr(" · "));
}

QString gapLine(const history::Gap &gap, health::TimePoint now)
{
    const QString cause = Text::tr("Nothing measured: %1").arg(gapPhrase(gap.cause));
    if (gap.from == health::TimePoint::min())
        return cause;
    return Text::tr("%1 (%2)").arg(cause, ageText(gap.to.value_or(now) - gap.from));
}

} // namespace

QString slowAfterPhrase(health::Nanoseconds slowAfter, bool isBeyond)
{
    return (isBeyond ? Text::tr("↑ slow above %1") : Text::tr("slow above %1")).arg(latencyText(slowAfter));
}

QString notKeptPhrase()
{
    return Text::tr("Checks that long ago are not kept");
}

QString summaryText(const PlotContent &content)
{
    std::uint64_t answered = 0;
    std::uint64_t failed = 0;
    std::optional<health::Nanoseconds> least;
    for (const ChartColumn &column : content.picture.columns) {
        answered += column.answered;
        failed += column.failed;
        if (column.answered > 0)
            least = std::min(least.value_or(column.least), column.least);
    }
    const QString counts =
        Text::tr("%1 answered, %2 failed").arg(QString::number(answered), QString::number(failed));
    return least ? Text::tr("%1; %2 to %3")
                       .arg(counts, latencyText(*least), latencyText(content.picture.highest))
                 : counts;
}

const ChartColumn *columnAt(const ChartPicture &picture, double share)
{
    if (picture.columns.empty() || gapAt(picture, share))
        return nullptr;
    const auto distance = [share](const ChartColumn &column) { return std::abs(column.x - share); };
    return &*std::ranges::min_element(picture.columns, {}, distance);
}

QStringList momentText(const PlotContent &content, double share, const history::EndpointHistory &history,
                       health::TimePoint now)
{
    const ChartColumn *column = columnAt(content.picture, share);
    if (!column) {
        QStringList lines{when(content.window.at(share), content, history)};
        if (const GapSpan *gap = gapAt(content.picture, share))
            lines << gapLine(gap->gap, now);
        return lines;
    }
    QStringList lines{span(column->from, column->to, content, history)};
    if (content.kind == ChartKind::Phases && column->answered > 0)
        lines << phaseLine(*column);
    else
        lines << latencyLines(*column);
    lines << countLine(*column);
    lines.removeAll(QString());
    return lines;
}

} // namespace fusebox::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_strip.h"

#include <array>
#include <cmath>

#include <QDateTime>

namespace fusebox::app {

using namespace Qt::StringLiterals;
using history::milliseconds;
using history::Report;
using history::Stretch;
using history::StripCell;

namespace {

constexpr int pictureWidth = 1'000;
constexpr int stripHeight = 20;
constexpr int thinnestFault = 9;
constexpr int eventsHeight = 48;

constexpr std::array stripStyles{"up"_L1, "gap"_L1, "held"_L1, "down"_L1};
/// How high each of them is, from the top.
using Heights = std::array<int, stripStyles.size()>;

QString coordinate(double value)
{
    return QString::number(std::round(value * 10) / 10, 'g', 6);
}

double placeOf(health::WallTime at, const Stretch &all)
{
    const double share = static_cast<double>((at - all.from).count()) /
                         static_cast<double>(std::max<std::int64_t>(all.length().count(), 1));
    return std::clamp(share, 0.0, 1.0) * pictureWidth;
}

Heights heightsOf(const StripCell &cell)
{
    const milliseconds all = cell.up + cell.down + cell.heldBack + cell.unknown;
    if (all <= milliseconds(0))
        return {};
    const auto height = [&](milliseconds part) {
        return static_cast<int>(
            std::llround(static_cast<double>(part.count()) * stripHeight / static_cast<double>(all.count())));
    };
    const int down = cell.down > milliseconds(0) ? std::max(height(cell.down), thinnestFault) : 0;
    const int held = std::min(height(cell.heldBack), stripHeight - down);
    const int rest = stripHeight - down - held;
    const int gap = cell.up > milliseconds(0) ? std::min(height(cell.unknown), rest) : rest;
    return {rest - gap, gap, held, down};
}

void beginPicture(QXmlStreamWriter &out, QLatin1StringView style, int height, const QString &words)
{
    out.writeStartElement(u"svg"_s);
    out.writeAttribute(u"class"_s, style);
    out.writeAttribute(u"viewBox"_s, u"0 0 %1 %2"_s.arg(pictureWidth).arg(height));
    out.writeAttribute(u"preserveAspectRatio"_s, u"none"_s);
    out.writeAttribute(u"role"_s, u"img"_s);
    out.writeAttribute(u"aria-label"_s, words);
}

void writePath(QXmlStreamWriter &out, QLatin1StringView style, const QString &path)
{
    if (path.isEmpty())
        return;
    out.writeEmptyElement(u"path"_s);
    out.writeAttribute(u"class"_s, style);
    out.writeAttribute(u"d"_s, path);
}

QString box(double from, double to, int top, int height)
{
    return u"M%1 %2H%3v%4H%1z"_s.arg(coordinate(from)).arg(top).arg(coordinate(to)).arg(height);
}

/// Cells that look alike are one box, so that a month without a fault takes no more than a line.
void addRun(std::array<QString, stripStyles.size()> &paths, const Heights &heights, double from, double to)
{
    int top = 0;
    for (std::size_t i = 0; i < heights.size(); ++i) {
        if (heights[i] > 0)
            paths[i] += box(from, to, top, heights[i]);
        top += heights[i];
    }
}

} // namespace

void writeStrip(QXmlStreamWriter &out, const Report &report, const history::ReportedEndpoint &endpoint,
                const QString &words)
{
    std::array<QString, stripStyles.size()> paths;
    const Stretch &known = endpoint.uptime.known;
    for (std::size_t begin = 0, end = 0; begin < endpoint.strip.size(); begin = end) {
        const Heights heights = heightsOf(endpoint.strip[begin]);
        for (end = begin + 1; end < endpoint.strip.size() && heightsOf(endpoint.strip[end]) == heights;)
            ++end;
        const Stretch run = Stretch{report.cells[begin].from, report.cells[end - 1].to}.within(known);
        addRun(paths, heights, placeOf(run.from, report.stretch), placeOf(run.to, report.stretch));
    }
    beginPicture(out, "strip"_L1, stripHeight, words);
    for (std::size_t i = 0; i < paths.size(); ++i)
        writePath(out, stripStyles[i], paths[i]);
    out.writeEndElement();
}

void writeIncidents(QXmlStreamWriter &out, const Report &report, const QString &words)
{
    constexpr double thinnest = 2;
    beginPicture(out, "events"_L1, eventsHeight, words);
    QString ticks;
    QDate day =
        QDateTime::fromMSecsSinceEpoch(report.stretch.from.time_since_epoch().count()).date().addDays(1);
    const milliseconds step = report.stretch.length() / 62; // at most so many lines
    for (health::WallTime last = report.stretch.from;; day = day.addDays(1)) {
        const health::WallTime midnight(milliseconds(day.startOfDay().toMSecsSinceEpoch()));
        if (midnight >= report.stretch.to)
            break;
        if (midnight - last < step)
            continue;
        last = midnight;
        ticks +=
            box(placeOf(midnight, report.stretch), placeOf(midnight, report.stretch) + 1, 0, eventsHeight);
    }
    writePath(out, "tick"_L1, ticks);
    QString bars;
    for (const history::ReportedOutage &reported : report.outages) {
        const double from = placeOf(reported.outage.from, report.stretch);
        const double to = placeOf(reported.outage.to.value_or(report.stretch.to), report.stretch);
        bars += box(from, std::max(to, from + thinnest), 10, eventsHeight - 20);
    }
    writePath(out, "down"_L1, bars);
    out.writeEndElement();
}

void writeSquare(QXmlStreamWriter &out, QLatin1StringView style)
{
    out.writeStartElement(u"svg"_s);
    out.writeAttribute(u"viewBox"_s, u"0 0 10 10"_s);
    out.writeAttribute(u"aria-hidden"_s, u"true"_s);
    writePath(out, style, box(0, 10, 0, 10));
    out.writeEndElement();
}

} // namespace fusebox::app

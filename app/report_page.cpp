// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_page.h"

#include <algorithm>
#include <map>

#include <QDateTime>
#include <QTimeZone>
#include <QXmlStreamWriter>

#include "app/report_course.h"
#include "app/report_strip.h"
#include "app/report_style.h"
#include "ui/text/clock_text.h"
#include "ui/text/outage_text.h"
#include "ui/text/plain.h"
#include "ui/text/sentences.h"
#include "ui/text/uptime_text.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using history::milliseconds;
using history::Report;
using history::ReportedEndpoint;
using history::ReportedOutage;

namespace {

constexpr std::size_t mostShown = 300; ///< incidents on a page; more are in the other formats
constexpr qsizetype longestNote = 2'000;
constexpr std::size_t mostAffectedShown = 20; ///< names of endpoints in one line

/// Some stretches of all endpoints together.
struct Totals
{
    history::TimeShares time = {};
    std::size_t neverDown = 0; ///< endpoints, of those that were measured
    std::size_t measured = 0;
};

Totals totalsOf(const Report &report)
{
    Totals totals;
    for (const ReportedEndpoint &endpoint : report.endpoints) {
        const history::TimeShares &time = endpoint.uptime.time;
        totals.time += time;
        totals.measured += time.measured() > milliseconds(0) ? 1 : 0;
        totals.neverDown += time.measured() > milliseconds(0) && time.down == milliseconds(0) ? 1 : 0;
    }
    return totals;
}

/// Those without a group come last.
struct GroupOrder
{
    bool operator()(const QString &a, const QString &b) const
    {
        return std::pair(a.isEmpty(), a) < std::pair(b.isEmpty(), b);
    }
};
using Groups = std::map<QString, std::vector<const ReportedEndpoint *>, GroupOrder>;

/// In each the worst first, and those of which nothing is known last.
Groups grouped(const Report &report)
{
    Groups groups;
    for (const ReportedEndpoint &endpoint : report.endpoints)
        groups[endpoint.group].push_back(&endpoint);
    const auto rank = [](const ReportedEndpoint *endpoint) {
        return std::pair(endpoint->uptime.upShare().value_or(2), endpoint->name);
    };
    for (auto &[name, endpoints] : groups)
        std::ranges::stable_sort(endpoints, {}, rank);
    return groups;
}

/// What XML cannot say becomes a blank.
QString shown(const QString &text, qsizetype most = 200)
{
    QString line = ui::plainLine(text, most);
    std::ranges::replace_if(
        line, [](QChar c) { return c.unicode() >= 0xFFFE; }, QChar(u' '));
    return line;
}

QString countedText(std::uint64_t count)
{
    return QLocale(QLocale::English).toString(static_cast<qulonglong>(count)); // as the words around it
}

QString latencyOrDash(const std::optional<health::Nanoseconds> &latency)
{
    return latency ? ui::latencyText(*latency) : u"–"_s;
}

/// That nobody knows of it, and why.
QString gapWords(health::GapCause cause)
{
    return cause == health::GapCause::CircuitOpen ? u"held back by the open circuit"_s : ui::gapPhrase(cause);
}

/// "not measured: not watched 3 h · held back by the open circuit 1 h 12 min"; empty where everything was.
QString gapsText(const history::TimeShares &time)
{
    std::vector<std::pair<milliseconds, QString>> gaps;
    for (std::size_t i = 0; i < health::gapCauses; ++i)
        if (time.gaps[i] >= milliseconds(1'000))
            gaps.emplace_back(time.gaps[i], gapWords(static_cast<health::GapCause>(i)));
    std::ranges::sort(gaps, std::greater());
    QStringList phrases;
    for (const auto &[length, phrase] : gaps)
        phrases << phrase + u' ' + ui::lengthText(length);
    return phrases.isEmpty() ? QString() : u"not measured: "_s + phrases.join(u" · "_s);
}

class Page
{
public:
    explicit Page(const Report &report)
        : m_report(report)
        , m_out(&m_html)
    {
        for (const ReportedEndpoint &endpoint : report.endpoints)
            m_names.emplace(endpoint.id, shown(endpoint.name));
    }

    QByteArray write()
    {
        m_out.writeDTD(u"<!DOCTYPE html>"_s);
        begin("html"_L1);
        m_out.writeAttribute(u"lang"_s, u"en"_s);
        writeHead();
        begin("body"_L1);
        writeTitle();
        writeFigures();
        writeEndpoints();
        writeOutages();
        writeNotes();
        m_out.writeEndElement();
        m_out.writeEndElement();
        return m_html.toUtf8() + '\n';
    }

private:
    void begin(QLatin1StringView element, QLatin1StringView style = {})
    {
        m_out.writeStartElement(element);
        if (!style.isEmpty())
            m_out.writeAttribute(u"class"_s, style);
    }
    /// Never an element without an end of its own, which HTML takes for one that does not end.
    void text(QLatin1StringView element, QLatin1StringView style, const QString &words)
    {
        begin(element, style);
        m_out.writeCharacters(words);
        m_out.writeEndElement();
    }
    void end() { m_out.writeEndElement(); }

    void writeHead();
    void writeTitle();
    void writeFigures();
    void writeFigure(const QString &name, const QString &value, const QString &words);
    void writeEndpoints();
    void writeLegend();
    void writeTableHead();
    void writeEndpoint(const ReportedEndpoint &endpoint);
    void writeNumber(const QString &value, const QString &words = {});
    void writeOutages();
    void writeOutage(const ReportedOutage &reported);
    void writeNotes();
    [[nodiscard]] QString affectedText(const history::OutageRecord &outage) const;
    [[nodiscard]] QString nameOf(const settings::EndpointId &id) const;
    [[nodiscard]] QString titleText() const;

    const Report &m_report;
    std::map<settings::EndpointId, QString> m_names;
    QString m_html;
    QXmlStreamWriter m_out;
};

QString Page::titleText() const
{
    return u"Connection report, %1 – %2"_s.arg(ui::dateAndTime(m_report.stretch.from),
                                               ui::dateAndTime(m_report.stretch.to));
}

QString Page::nameOf(const settings::EndpointId &id) const
{
    const auto known = m_names.find(id);
    return known == m_names.end() ? shown(id) : known->second;
}

void Page::writeHead()
{
    begin("head"_L1);
    m_out.writeEmptyElement(u"meta"_s);
    m_out.writeAttribute(u"charset"_s, u"utf-8"_s);
    for (const auto &[name, content] :
         {std::pair(u"viewport"_s, u"width=device-width, initial-scale=1"_s),
          std::pair(u"color-scheme"_s, u"light dark"_s), std::pair(u"referrer"_s, u"no-referrer"_s)}) {
        m_out.writeEmptyElement(u"meta"_s);
        m_out.writeAttribute(u"name"_s, name);
        m_out.writeAttribute(u"content"_s, content);
    }
    text("title"_L1, {}, titleText());
    text("style"_L1, {}, reportStyle);
    end();
}

void Page::writeTitle()
{
    begin("header"_L1);
    text("div"_L1, "maker"_L1, u"Fusebox"_s);
    text("h1"_L1, {}, u"Connection report"_s);
    QString words =
        u"%1 – %2 · %3"_s.arg(ui::dateAndTime(m_report.stretch.from), ui::dateAndTime(m_report.stretch.to),
                              ui::lengthText(m_report.stretch.length()));
    if (m_report.group)
        words += m_report.group->isEmpty() ? u" · endpoints without a group"_s
                                           : u" · group %1"_s.arg(shown(*m_report.group));
    text("p"_L1, "soft"_L1, words);
    end();
}

void Page::writeFigure(const QString &name, const QString &value, const QString &words)
{
    begin("div"_L1, "figure"_L1);
    text("div"_L1, "name"_L1, name);
    text("div"_L1, "value"_L1, value);
    text("div"_L1, "soft small"_L1, words);
    end();
}

void Page::writeFigures()
{
    const Totals totals = totalsOf(m_report);
    const milliseconds measured = totals.time.measured();
    const bool isKnown = measured > milliseconds(0);
    milliseconds longest{0};
    for (const ReportedOutage &reported : m_report.outages)
        longest = std::max(longest, reported.outage.to.value_or(m_report.stretch.to) - reported.outage.from);
    const auto incidents = m_report.outages.size() + m_report.outagesLeftOut;
    const milliseconds heldBack = totals.time.gap(health::GapCause::CircuitOpen);
    begin("section"_L1, "figures"_L1);
    writeFigure(u"Up"_s, isKnown ? ui::uptimeShare(totals.time.up, measured) : u"–"_s,
                isKnown ? u"of %1 measured"_s.arg(ui::lengthText(measured)) : u"nothing was measured"_s);
    writeFigure(u"Down"_s, ui::lengthText(totals.time.down), u"all endpoints together"_s);
    writeFigure(u"Endpoints"_s, countedText(m_report.endpoints.size()),
                u"%1 of %2 measured were never down"_s.arg(countedText(totals.neverDown),
                                                           countedText(totals.measured)));
    writeFigure(u"Incidents"_s, countedText(incidents),
                incidents == 0 ? u"none"_s : u"the longest %1"_s.arg(ui::lengthText(longest)));
    writeFigure(u"Not measured"_s, ui::lengthText(totals.time.total() - measured),
                heldBack > milliseconds(0)
                    ? u"%1 of it held back by open circuits"_s.arg(ui::lengthText(heldBack))
                    : u"by whatever cause"_s);
    end();
}

void Page::writeLegend()
{
    begin("p"_L1, "legend"_L1);
    for (const auto &[style, words] : {std::pair("up"_L1, u"up"_s), std::pair("down"_L1, u"down"_s),
                                       std::pair("held"_L1, u"held back by an open circuit: nobody knows"_s),
                                       std::pair("gap"_L1, u"not measured"_s)}) {
        begin("span"_L1);
        writeSquare(m_out, style);
        m_out.writeCharacters(words);
        end();
    }
    end();
}

void Page::writeTableHead()
{
    begin("thead"_L1);
    begin("tr"_L1);
    text("th"_L1, {}, u"Endpoint"_s);
    begin("th"_L1, "time"_L1);
    begin("div"_L1, "ends"_L1);
    text("span"_L1, {}, ui::dateAndTime(m_report.stretch.from));
    text("span"_L1, {}, ui::dateAndTime(m_report.stretch.to));
    end();
    end();
    for (const QString &name :
         {u"Up"_s, u"Down"_s, u"Incidents"_s, u"Checks"_s, u"p50"_s, u"p95"_s, u"p99"_s})
        text("th"_L1, "number"_L1, name);
    end();
    end();
}

void Page::writeEndpoints()
{
    text("h2"_L1, {}, u"Endpoints"_s);
    if (m_report.endpoints.empty()) {
        text("p"_L1, "soft"_L1, u"Nothing was watched in this time."_s);
        return;
    }
    writeLegend();
    begin("div"_L1, "wide"_L1);
    begin("table"_L1);
    writeTableHead();
    const auto groups = grouped(m_report);
    for (const auto &[group, endpoints] : groups) {
        begin("tbody"_L1);
        if (groups.size() > 1 || !group.isEmpty()) {
            begin("tr"_L1, "group"_L1);
            begin("th"_L1);
            m_out.writeAttribute(u"colspan"_s, u"9"_s);
            m_out.writeCharacters(group.isEmpty() ? u"Without a group"_s : shown(group));
            end();
            end();
        }
        for (const ReportedEndpoint *endpoint : endpoints)
            writeEndpoint(*endpoint);
        end();
    }
    end();
    end();
}

void Page::writeNumber(const QString &value, const QString &words)
{
    begin("td"_L1, "number"_L1);
    m_out.writeCharacters(value);
    if (!words.isEmpty())
        text("div"_L1, "soft small"_L1, words);
    end();
}

void Page::writeEndpoint(const ReportedEndpoint &endpoint)
{
    const history::StoredUptime &uptime = endpoint.uptime;
    const bool isKnown = uptime.measured() > milliseconds(0);
    const QString gaps = gapsText(uptime.time);
    begin("tr"_L1);
    begin("td"_L1, "endpoint"_L1);
    m_out.writeCharacters(shown(endpoint.name) + u' ');
    if (endpoint.removedAt)
        text("div"_L1, "soft small"_L1, u"removed %1"_s.arg(ui::dateAndTime(*endpoint.removedAt)));
    if (uptime.known.from > m_report.stretch.from)
        text("div"_L1, "soft small"_L1, u"known since %1"_s.arg(ui::dateAndTime(uptime.known.from)));
    end();
    begin("td"_L1, "time"_L1);
    writeStrip(m_out, m_report, endpoint,
               ui::measuredUptime(uptime.time.up, uptime.measured(), uptime.heldBack()));
    if (!gaps.isEmpty())
        text("div"_L1, "soft small"_L1, gaps);
    end();
    writeNumber(isKnown ? ui::uptimeShare(uptime.time.up, uptime.measured()) : u"–"_s,
                isKnown ? u"of %1"_s.arg(ui::lengthText(uptime.measured())) : u"unknown"_s);
    writeNumber(isKnown ? ui::lengthText(uptime.time.down) : u"–"_s);
    writeNumber(countedText(static_cast<std::uint64_t>(endpoint.outages)));
    writeNumber(countedText(endpoint.checks),
                endpoint.failures > 0 ? u"%1 failed"_s.arg(countedText(endpoint.failures)) : QString());
    for (const auto &latency : {endpoint.p50, endpoint.p95, endpoint.p99})
        writeNumber(latencyOrDash(latency));
    end();
}

void Page::writeOutages()
{
    text("h2"_L1, {}, u"Incidents"_s);
    const std::size_t all = m_report.outages.size() + m_report.outagesLeftOut;
    if (all == 0) {
        text("p"_L1, "soft"_L1, u"There were none."_s);
        return;
    }
    writeIncidents(m_out, m_report, u"When there were incidents"_s);
    begin("div"_L1, "ends soft small"_L1);
    text("span"_L1, {}, ui::dateAndTime(m_report.stretch.from));
    text("span"_L1, {}, ui::dateAndTime(m_report.stretch.to));
    end();
    const std::size_t here = std::min(m_report.outages.size(), mostShown);
    for (std::size_t i = 0; i < here; ++i)
        writeOutage(m_report.outages[i]);
    if (here < all)
        text("p"_L1, "soft"_L1, u"%1 earlier ones are not on this page."_s.arg(countedText(all - here)));
}

QString Page::affectedText(const history::OutageRecord &outage) const
{
    QStringList names;
    for (const history::AffectedEndpoint &affected : outage.endpoints)
        if (const QString name = nameOf(affected.id); !names.contains(name))
            names << name;
    const auto more = names.size() - static_cast<qsizetype>(mostAffectedShown);
    if (more <= 0)
        return names.join(u", "_s);
    return names.first(static_cast<qsizetype>(mostAffectedShown)).join(u", "_s) + u" and %1 more"_s.arg(more);
}

void Page::writeOutage(const ReportedOutage &reported)
{
    const history::OutageRecord &outage = reported.outage;
    const auto length = outage.length();
    begin("article"_L1, "incident"_L1);
    text("h3"_L1, {}, affectedText(outage) + u": "_s + shown(ui::outagePhrase(outage)));
    begin("p"_L1, "soft small"_L1);
    m_out.writeCharacters(ui::dateAndTime(outage.from) + u" – "_s);
    if (outage.to)
        m_out.writeCharacters(ui::dateAndTime(*outage.to) + u" · "_s + ui::lengthText(*length));
    else
        text("span"_L1, "bad"_L1, u"not over, as far as is known"_s);
    if (outage.worstLatency)
        m_out.writeCharacters(u" · slowest answer "_s + ui::latencyText(*outage.worstLatency));
    end();
    begin("ol"_L1, "course"_L1);
    for (const CourseStep &step : courseOf(reported, [this](const auto &id) { return nameOf(id); })) {
        begin("li"_L1);
        text("time"_L1, {}, step.time);
        m_out.writeCharacters(u' ' + shown(step.words, longestNote));
        end();
    }
    end();
    end();
}

void Page::writeNotes()
{
    begin("footer"_L1, "notes"_L1);
    const QByteArray zone = QTimeZone::systemTimeZoneId();
    text("p"_L1, {},
         u"Up is a share of the time that was measured, which stands beside it. What nobody measured is "
         u"neither up "
         "nor down: it has its cause. That of an open circuit which no trial has tested is told apart. The "
         "time "
         "before an endpoint was first known is no time of its own."_s);
    text(
        "p"_L1, {},
        u"Percentiles (p50, p95, p99) are of all answers of the time, right to within 3.2 %. Times are those of %1."_s
            .arg(QString::fromUtf8(zone)));
    end();
}

} // namespace

QByteArray reportPage(const Report &report)
{
    return Page(report).write();
}

} // namespace fusebox::app

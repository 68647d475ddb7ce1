// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"

#include <algorithm>

#include <QCommandLineParser>
#include <QCoreApplication>

#include "core/resilience/duration.h"
#include "core/storage/config_reference.h"
#include "core/storage/config_schema.h"
#include "core/storage/nearest_word.h"
#include "core/storage/value_sentences.h"

namespace fusebox::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using resilience::Nanoseconds;

namespace {

constexpr Nanoseconds LongestDuration = 24 * 24h; // a timer of Qt's counts milliseconds in an int

struct Parser : QCommandLineParser
{
    const QCommandLineOption config{u"config"_s, u"Read the endpoints from FILE (JSON)."_s, u"FILE"_s};
    const QCommandLineOption demo{u"demo"_s,
                                  u"Watch a fault lab of our own on 127.0.0.1; nothing is saved."_s};
    const QCommandLineOption faultServer{
        u"fault-server"_s, u"Serve faults on 127.0.0.1 to try a monitor on, and list their URLs."_s};
    const QCommandLineOption check{u"check"_s, u"Say all that is wrong with the configuration, and end."_s};
    const QCommandLineOption headless{u"headless"_s, u"Print events instead of opening a window."_s};
    const QCommandLineOption json{u"json"_s, u"Print events as JSON Lines; implies --headless."_s};
    const QCommandLineOption summary{
        u"summary"_s, u"End with uptime and percentiles of each endpoint; implies --headless."_s};
    const QCommandLineOption duration{u"duration"_s, u"End after TIME, such as 60s or 5m."_s, u"TIME"_s};
    const QCommandLineOption report{
        u"report"_s, u"Print what the history tells of a time: uptime, incidents, percentiles, gaps."_s};
    const QCommandLineOption since{
        u"since"_s, u"The report begins so long ago, such as 30d or 12h, or at a date, such as 2026-11-01."_s,
        u"TIME"_s};
    const QCommandLineOption until{u"until"_s, u"The report ends then, rather than now."_s, u"TIME"_s};
    const QCommandLineOption group{u"group"_s, u"Report on the endpoints of one group."_s, u"GROUP"_s};
    const QCommandLineOption format{u"format"_s, u"Of the report: html, csv or json."_s, u"FORMAT"_s};
    const QCommandLineOption history{
        u"history"_s,
        u"Keep the history in FILE, report on it or delete it, rather than the configuration's."_s,
        u"FILE"_s};
    const QCommandLineOption noHistory{u"no-history"_s, u"Keep no history."_s};
    const QCommandLineOption forget{u"forget"_s, u"Delete the history; asks first."_s};
    const QCommandLineOption yes{u"yes"_s, u"Do not ask."_s};
    const QCommandLineOption printSchema{u"print-schema"_s,
                                         u"Print the JSON schema of the configuration and end."_s};
    const QCommandLineOption printReference{u"print-reference"_s,
                                            u"Print every key of the configuration (Markdown) and end."_s};
    const QCommandLineOption version{{u"v"_s, u"version"_s}, u"Print the version and end."_s};
    const QCommandLineOption help{{u"h"_s, u"help"_s}, u"Print this help and end."_s};

    Parser()
    {
        setApplicationDescription(u"Live connection health on your desktop: circuits, latencies and why."_s);
        setSingleDashWordOptionMode(ParseAsLongOptions);
        addOptions({config,    demo,   faultServer, check,       headless,       json,    summary,
                    duration,  report, since,       until,       group,          format,  history,
                    noHistory, forget, yes,         printSchema, printReference, version, help});
    }
};

std::vector<QLatin1StringView> optionNames()
{
    return {"config"_L1, "demo"_L1,    "fault-server"_L1, "check"_L1,           "headless"_L1,
            "json"_L1,   "summary"_L1, "duration"_L1,     "report"_L1,          "since"_L1,
            "until"_L1,  "group"_L1,   "format"_L1,       "history"_L1,         "no-history"_L1,
            "forget"_L1, "yes"_L1,     "print-schema"_L1, "print-reference"_L1, "version"_L1,
            "help"_L1};
}

/// As in "-ume:password", which is curl's.
bool isWord(const QString &name)
{
    return std::ranges::all_of(name, [](QChar c) { return c.isLetter() || c == u'-'; });
}

QString unknownOption(const QString &name)
{
    if (!isWord(name)) // it may be a secret
        return u"unknown option; --help lists the options"_s;
    const QString unknown = u"unknown option "_s + storage::quoted(u"--"_s + name);
    if (const auto nearest = storage::nearestWord(name, optionNames()))
        return unknown + u"; did you mean \"--"_s + *nearest + u"\"?"_s;
    return unknown + u"; --help lists the options"_s;
}

/// What the parser itself has to say: unknown options, and values that are missing or too much.
Misuse syntaxError(const Parser &parser)
{
    if (const QStringList unknown = parser.unknownOptionNames(); !unknown.isEmpty())
        return {unknownOption(unknown.first())};
    QString text = parser.errorText();
    text.front() = text.front().toLower();
    return {(text.endsWith(u'.') ? text.chopped(1) : text) + u"; see --help"_s};
}

Misuse strayArgument(const QString &argument)
{
    const QString shown =
        storage::mayHoldPassword(argument) ? QString() : u' ' + storage::quotedUrl(argument);
    return {u"unexpected argument%1; a configuration is named with --config FILE"_s.arg(shown)};
}

tl::expected<std::optional<Nanoseconds>, Misuse> readDuration(const Parser &parser)
{
    if (!parser.isSet(parser.duration))
        return std::nullopt;
    const QString typed = parser.value(parser.duration);
    const auto duration = resilience::parseDuration(typed.toStdString());
    if (!duration)
        return tl::unexpected(Misuse{u"--duration: "_s + storage::durationSentence(duration.error(), typed)});
    if (*duration < 1ms)
        return tl::unexpected(Misuse{u"--duration: "_s + storage::tooShortSentence(*duration, 1ms)});
    if (*duration > LongestDuration)
        return tl::unexpected(
            Misuse{u"--duration: %1 is too long; use at most \"24d\""_s.arg(storage::quoted(typed))});
    return *duration;
}

tl::expected<ReportTime, Misuse> readTime(const Parser &parser, const QCommandLineOption &option)
{
    return parseReportTime(parser.value(option)).map_error([&option](const QString &sentence) {
        return Misuse{u"--%1: %2"_s.arg(option.names().first(), sentence)};
    });
}

tl::expected<ReportFormat, Misuse> readFormat(const Parser &parser)
{
    const QString typed = parser.value(parser.format);
    if (typed == "html"_L1)
        return ReportFormat::Html;
    if (typed == "csv"_L1)
        return ReportFormat::Csv;
    if (typed == "json"_L1)
        return ReportFormat::Json;
    return tl::unexpected(
        Misuse{u"--format: %1 is none; use \"html\", \"csv\" or \"json\""_s.arg(storage::quoted(typed))});
}

tl::expected<ReportOptions, Misuse> readReport(const Parser &parser)
{
    ReportOptions report;
    if (parser.isSet(parser.since)) {
        const auto since = readTime(parser, parser.since);
        if (!since)
            return tl::unexpected(since.error());
        report.since = *since;
    }
    if (parser.isSet(parser.until)) {
        const auto until = readTime(parser, parser.until);
        if (!until)
            return tl::unexpected(until.error());
        report.until = *until;
    }
    if (parser.isSet(parser.format)) {
        const auto format = readFormat(parser);
        if (!format)
            return tl::unexpected(format.error());
        report.format = *format;
    }
    if (parser.isSet(parser.group))
        report.group = parser.value(parser.group);
    return report;
}

/// The first option that is set and has no use here, with what it is for.
std::optional<Misuse> misplaced(const Parser &parser, const std::vector<QCommandLineOption> &options,
                                const QString &users)
{
    for (const QCommandLineOption &option : options)
        if (parser.isSet(option))
            return Misuse{u"--%1 is for %2; leave it out"_s.arg(option.names().first(), users)};
    return {};
}

/// What has to do with a history that is there.
CommandLine readHistoryTask(const Parser &parser)
{
    const bool isReport = parser.isSet(parser.report);
    if (isReport && parser.isSet(parser.forget))
        return Misuse{u"--report and --forget are two things; leave out one of them"_s};
    const std::vector watching{parser.demo, parser.faultServer, parser.check,   parser.headless,
                               parser.json, parser.summary,     parser.duration};
    if (const auto misuse = misplaced(parser, watching, u"a run that watches, or looks at, endpoints"_s))
        return *misuse;
    if (parser.isSet(parser.history) && parser.isSet(parser.config))
        return Misuse{u"--history names the history itself; leave out either --history or --config"_s};
    if (parser.isSet(parser.history) && parser.value(parser.history).isEmpty())
        return Misuse{u"--history: the name is empty; name a history"_s};
    Options options{.configFile = parser.value(parser.config),
                    .forget = !isReport,
                    .yes = parser.isSet(parser.yes),
                    .historyFile = parser.value(parser.history)};
    if (!isReport)
        return options;
    const auto report = readReport(parser);
    if (!report)
        return report.error();
    options.report = *report;
    return options;
}

/// Of a run that is to keep one in a file.
std::optional<Misuse> historyMisuse(const Parser &parser)
{
    if (parser.value(parser.history).isEmpty())
        return Misuse{u"--history: the name is empty; name a history"_s};
    if (parser.isSet(parser.noHistory))
        return Misuse{u"--history keeps one and --no-history none; leave out either"_s};
    for (const QCommandLineOption &option : {parser.demo, parser.faultServer, parser.check})
        if (parser.isSet(option))
            return Misuse{u"--%1 keeps no history; leave out --history"_s.arg(option.names().first())};
    return {};
}

CommandLine readOptions(const Parser &parser)
{
    if (const QStringList stray = parser.positionalArguments(); !stray.isEmpty())
        return strayArgument(stray.first());
    if (parser.isSet(parser.config) && parser.value(parser.config).isEmpty())
        return Misuse{u"--config: the name is empty; name a JSON file"_s};
    if (!parser.isSet(parser.report))
        if (const auto misuse =
                misplaced(parser, {parser.since, parser.until, parser.group, parser.format}, u"--report"_s))
            return *misuse;
    if (!parser.isSet(parser.forget))
        if (const auto misuse = misplaced(parser, {parser.yes}, u"--forget"_s))
            return *misuse;
    if (parser.isSet(parser.report) || parser.isSet(parser.forget))
        return readHistoryTask(parser);
    if (parser.isSet(parser.history))
        if (const auto misuse = historyMisuse(parser))
            return *misuse;
    if (parser.isSet(parser.config) && parser.isSet(parser.demo))
        return Misuse{u"--demo brings endpoints of its own; leave out either --demo or --config"_s};
    if (parser.isSet(parser.faultServer) && (parser.isSet(parser.demo) || parser.isSet(parser.config)))
        return Misuse{u"--fault-server watches nothing; leave out --demo and --config"_s};
    if (parser.isSet(parser.check) && (parser.isSet(parser.demo) || parser.isSet(parser.faultServer)))
        return Misuse{u"--check reads a configuration; leave out --demo and --fault-server"_s};
    const auto duration = readDuration(parser);
    if (!duration)
        return duration.error();
    const bool json = parser.isSet(parser.json);
    const bool summary = parser.isSet(parser.summary);
    return Options{.configFile = parser.value(parser.config),
                   .demo = parser.isSet(parser.demo),
                   .faultServer = parser.isSet(parser.faultServer),
                   .check = parser.isSet(parser.check),
                   .historyFile = parser.value(parser.history),
                   .noHistory = parser.isSet(parser.noHistory),
                   .headless = json || summary || parser.isSet(parser.headless),
                   .json = json,
                   .summary = summary,
                   .duration = *duration};
}

} // namespace

CommandLine parseCommandLine(const QStringList &arguments)
{
    Parser parser;
    if (!parser.parse(arguments))
        return syntaxError(parser);
    if (parser.isSet(parser.help))
        return Answer{parser.helpText()};
    if (parser.isSet(parser.version))
        return Answer{u"Fusebox %1\n"_s.arg(QCoreApplication::applicationVersion())};
    if (parser.isSet(parser.printSchema))
        return Answer{QString::fromUtf8(storage::configSchema())};
    if (parser.isSet(parser.printReference))
        return Answer{QString::fromUtf8(storage::configReference())};
    return readOptions(parser);
}

} // namespace fusebox::app

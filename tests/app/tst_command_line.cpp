// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "app/command_line.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace fusebox::app;

class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsOptions_data();
    void readsOptions();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void helpNamesEveryOption();
    void versionIsTheApplications();
    void helpBeatsBadValues();
};

void TestCommandLine::readsOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<Options>("options");
    const auto row = [](const char *name, const QStringList &arguments, const Options &options) {
        QTest::newRow(name) << arguments << options;
    };
    row("none", {}, {});
    row("demo", {u"--demo"_s}, {.demo = true});
    row("headless", {u"--headless"_s}, {.headless = true});
    row("JSON implies headless", {u"--json"_s}, {.headless = true, .json = true});
    row("a summary implies headless", {u"--summary"_s}, {.headless = true, .summary = true});
    row("configuration", {u"--config"_s, u"a b.json"_s}, {.configFile = u"a b.json"_s});
    row("configuration with =", {u"--config=-"_s}, {.configFile = u"-"_s});
    row("fault server", {u"--fault-server"_s}, {.faultServer = true});
    row("check", {u"--check"_s}, {.check = true});
    row("check of a file", {u"--check"_s, u"--config=a.json"_s}, {.configFile = u"a.json"_s, .check = true});
    row("one dash", {u"-demo"_s}, {.demo = true});
    row("duration", {u"--duration"_s, u"1.5s"_s}, {.duration = 1500ms});
    row("longest duration", {u"--duration=24d"_s}, {.duration = 24 * 24h});
    row("report", {u"--report"_s}, {.report = ReportOptions()});
    row("report of a group",
        {u"--report"_s, u"--group=shop"_s, u"--since=12h"_s, u"--until=1h"_s, u"--format=csv"_s,
         u"--history=h.db"_s},
        {.report = ReportOptions{12h, ReportTime(1h), u"shop"_s, ReportFormat::Csv},
         .historyFile = u"h.db"_s});
    row("report of a configuration", {u"--report"_s, u"--config=a.json"_s, u"--format=json"_s},
        {.configFile = u"a.json"_s, .report = ReportOptions{.format = ReportFormat::Json}});
    row("forget", {u"--forget"_s}, {.forget = true});
    row("kept in a file", {u"--headless"_s, u"--history=h.db"_s},
        {.historyFile = u"h.db"_s, .headless = true});
    row("not kept", {u"--no-history"_s}, {.noHistory = true});
    row("forget without a question", {u"--forget"_s, u"--yes"_s, u"--history=h.db"_s},
        {.forget = true, .yes = true, .historyFile = u"h.db"_s});
    row("all", {u"--headless"_s, u"--json"_s, u"--demo"_s, u"--duration"_s, u"60s"_s},
        {.demo = true, .headless = true, .json = true, .duration = 60s});
}

void TestCommandLine::readsOptions()
{
    QFETCH(const QStringList, arguments);
    const CommandLine commandLine = parseCommandLine(QStringList{u"fusebox"_s} + arguments);
    const auto *options = std::get_if<Options>(&commandLine);
    QVERIFY(options);
    QTEST(*options, "options");
}

void TestCommandLine::saysWhatIsWrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const QStringList &arguments, const char *sentence) {
        QTest::newRow(name) << arguments << QString::fromUtf8(sentence);
    };
    row("unknown", {u"--frobnicate"_s}, "unknown option \"--frobnicate\"; --help lists the options");
    row("mistyped", {u"--dmeo"_s}, "unknown option \"--dmeo\"; did you mean \"--demo\"?");
    row("stray", {u"x.json"_s},
        "unexpected argument \"x.json\"; a configuration is named with --config FILE");
    row("stray URL with a password", {u"https://me:s3cret@a.example/"_s},
        "unexpected argument; a configuration is named with --config FILE");
    row("stray URL with a key", {u"https://a.example/?key=s3cret"_s},
        "unexpected argument \"https://a.example/?…\"; a configuration is named with --config FILE");
    row("user and password as curl takes them", {u"-ume:s3cret"_s},
        "unknown option; --help lists the options");
    row("secret of an unknown option", {u"--bearer=s3cret"_s},
        "unknown option \"--bearer\"; --help lists the options");
    row("report and forget", {u"--report"_s, u"--forget"_s},
        "--report and --forget are two things; leave out one of them");
    row("report that watches", {u"--report"_s, u"--json"_s},
        "--json is for a run that watches, or looks at, endpoints; leave it out");
    row("two histories", {u"--report"_s, u"--history=h.db"_s, u"--config=a.json"_s},
        "--history names the history itself; leave out either --history or --config");
    row("no history", {u"--forget"_s, u"--history="_s}, "--history: the name is empty; name a history");
    row("since of nothing", {u"--since=1h"_s}, "--since is for --report; leave it out");
    row("since of forget", {u"--forget"_s, u"--since=1h"_s}, "--since is for --report; leave it out");
    row("yes to nothing", {u"--yes"_s}, "--yes is for --forget; leave it out");
    row("a history that is none", {u"--history="_s}, "--history: the name is empty; name a history");
    row("a history and none", {u"--history=h.db"_s, u"--no-history"_s},
        "--history keeps one and --no-history none; leave out either");
    row("history of the demo", {u"--history=h.db"_s, u"--demo"_s},
        "--demo keeps no history; leave out --history");
    row("history of a check", {u"--history=h.db"_s, u"--check"_s},
        "--check keeps no history; leave out --history");
    row("format", {u"--report"_s, u"--format=pdf"_s},
        "--format: \"pdf\" is none; use \"html\", \"csv\" or \"json\"");
    row("no such day", {u"--report"_s, u"--since=2026-02-30"_s},
        "--since: \"2026-02-30\" is no time; write a date such as \"2026-11-01\", or \"2026-11-01T14:00\"");
    row("no file", {u"--config"_s}, "missing value after '--config'; see --help");
    row("empty file", {u"--config="_s}, "--config: the name is empty; name a JSON file");
    row("value too much", {u"--demo=yes"_s}, "unexpected value after '--demo'; see --help");
    row("fault server and demo", {u"--fault-server"_s, u"--demo"_s},
        "--fault-server watches nothing; leave out --demo and --config");
    row("check and demo", {u"--check"_s, u"--demo"_s},
        "--check reads a configuration; leave out --demo and --fault-server");
    row("demo and configuration", {u"--demo"_s, u"--config"_s, u"x"_s},
        "--demo brings endpoints of its own; leave out either --demo or --config");
    row("no unit", {u"--duration=5"_s},
        "--duration: \"5\" has no unit; write a number and a unit, such as \"250ms\", \"5s\" or \"1m\"");
    row("zero", {u"--duration=0s"_s}, "--duration: a duration must be more than zero");
    row("negative", {u"--duration"_s, u"-5s"_s},
        "--duration: \"-5s\" is negative; a duration must be more than zero");
    row("too short for a timer", {u"--duration=1us"_s},
        "--duration: \"1us\" is too short; use at least \"1ms\"");
    row("too long for a timer", {u"--duration=25d"_s},
        "--duration: \"25d\" is too long; use at most \"24d\"");
}

void TestCommandLine::saysWhatIsWrong()
{
    QFETCH(const QStringList, arguments);
    const CommandLine commandLine = parseCommandLine(QStringList{u"fusebox"_s} + arguments);
    const auto *misuse = std::get_if<Misuse>(&commandLine);
    QVERIFY(misuse);
    QTEST(misuse->sentence, "sentence");
}

void TestCommandLine::helpNamesEveryOption()
{
    const CommandLine commandLine = parseCommandLine({u"fusebox"_s, u"--help"_s});
    const auto *answer = std::get_if<Answer>(&commandLine);
    QVERIFY(answer);
    for (const auto &option :
         {u"--config"_s,     u"--demo"_s,    u"--fault-server"_s, u"--check"_s,           u"--headless"_s,
          u"--json"_s,       u"--summary"_s, u"--duration"_s,     u"--print-schema"_s,    u"--report"_s,
          u"--since"_s,      u"--until"_s,   u"--group"_s,        u"--format"_s,          u"--history"_s,
          u"--no-history"_s, u"--forget"_s,  u"--yes"_s,          u"--print-reference"_s, u"--version"_s,
          u"--help"_s})
        QVERIFY2(answer->text.contains(option), qPrintable(option));
}

void TestCommandLine::versionIsTheApplications()
{
    QCoreApplication::setApplicationVersion(u"1.2.3"_s);
    const CommandLine commandLine = parseCommandLine({u"fusebox"_s, u"--version"_s});
    const auto *answer = std::get_if<Answer>(&commandLine);
    QVERIFY(answer);
    QCOMPARE(answer->text, u"Fusebox 1.2.3\n"_s);
}

void TestCommandLine::helpBeatsBadValues()
{
    const CommandLine commandLine = parseCommandLine({u"fusebox"_s, u"--duration=x"_s, u"--help"_s});
    QVERIFY(std::holds_alternative<Answer>(commandLine));
}

FUSEBOX_LOOP_TEST(TestCommandLine)
#include "tst_command_line.moc"

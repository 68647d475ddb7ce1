// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/exec/plugin_output.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Latency = std::optional<resilience::Nanoseconds>;

class TestPluginOutput final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theExitStatusIsTheVerdict_data();
    void theExitStatusIsTheVerdict();
    void theFirstLineUpToTheBarIsTheText_data();
    void theFirstLineUpToTheBarIsTheText();
    void timeAndRtaAreTheLatency_data();
    void timeAndRtaAreTheLatency();
};

void TestPluginOutput::theExitStatusIsTheVerdict_data()
{
    QTest::addColumn<int>("exitStatus");
    QTest::addColumn<PluginStatus>("status");
    QTest::newRow("0") << 0 << PluginStatus::Ok;
    QTest::newRow("1") << 1 << PluginStatus::Warning;
    QTest::newRow("2") << 2 << PluginStatus::Critical;
    QTest::newRow("3") << 3 << PluginStatus::Unknown;
    QTest::newRow("127: not found") << 127 << PluginStatus::Unknown;
    QTest::newRow("-1") << -1 << PluginStatus::Unknown;
}

void TestPluginOutput::theExitStatusIsTheVerdict()
{
    QFETCH(const int, exitStatus);
    QTEST(pluginStatus(exitStatus), "status");
}

void TestPluginOutput::theFirstLineUpToTheBarIsTheText_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const QByteArray &output, const QString &text) {
        QTest::newRow(name) << output << text;
    };
    row("a plugin's", "DISK OK - free space: / 3326 MB (56%);| /=2643MB;5948;5958;0;5968\n",
        u"DISK OK - free space: / 3326 MB (56%);"_s);
    row("without data", "PING OK\n", u"PING OK"_s);
    row("without a line's end", "OK", u"OK"_s);
    row("more lines", "OK\nmore\n", u"OK"_s);
    row("Windows' ends", "OK\r\nmore\r\n", u"OK"_s);
    row("nothing", "", QString());
    row("data alone", "|a=1", QString());
    row("UTF-8", "Zażółć\n", u"Zażółć"_s);
    row("no UTF-8", "a\xff\n", u"a\ufffd"_s);
    row("bounded", QByteArray(5000, 'x'), QString(1024, u'x'));
}

void TestPluginOutput::theFirstLineUpToTheBarIsTheText()
{
    QFETCH(const QByteArray, output);
    QTEST(readPluginOutput(output).text, "text");
}

void TestPluginOutput::timeAndRtaAreTheLatency_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<Latency>("latency");
    const auto row = [](const char *name, const QByteArray &output, const Latency &latency) {
        QTest::newRow(name) << output << latency;
    };
    row("check_tcp", "TCP OK|time=0.000155s;;;0.000000;10.000000", 155us);
    row("check_ping", "PING OK - Packet loss = 0%|rta=0.057000ms;100.000000;500.000000;0 pl=0%;20;60;0",
        57us);
    row("behind others", "OK|size=12B;;;0 time=2s", 2s);
    row("quoted label", "OK|'a b'=1 'time'=3us", 3us);
    row("a quote in a label", "OK|'it''s'=1 time=1ms", 1ms);
    row("an equals sign in a label", "OK|'a=b'=1 time=1ms", 1ms);
    row("no unit is seconds", "OK|time=1.5", 1500ms);
    row("of a later line", "OK\nlong text\nand more|rta=4ms\n", 4ms);
    row("another label", "OK|uptime=5s", {});
    row("no time", "OK|time=fast", {});
    row("negative", "OK|time=-1s", {});
    row("without end", "OK|time=1e300s", {});
    row("not a number", "OK|time=nan", {});
    row("another unit", "OK|time=5%", {});
    row("broken data", "OK|time", {});
    row("an open quote", "OK|'time=1s", {});
    row("none", "OK", {});
}

void TestPluginOutput::timeAndRtaAreTheLatency()
{
    QFETCH(const QByteArray, output);
    QTEST(readPluginOutput(output).latency, "latency");
}

FUSEBOX_PLAIN_TEST(TestPluginOutput)
#include "tst_plugin_output.moc"

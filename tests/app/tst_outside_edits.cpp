// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTest>

#include "tests/app/program.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace fusebox;
using testing::Program;

namespace {

/// Paused, so that nothing is dialled.
QByteArray endpoints(const QByteArrayList &ids)
{
    QByteArrayList all;
    for (const QByteArray &id : ids)
        all += R"({"id": ")" + id + R"(", "url": "tcp://127.0.0.1:9", "paused": true})";
    return R"({"endpoints": [)" + all.join(", ") + "]}";
}

QByteArray paused(int count)
{
    return "\"paused\":" + QByteArray::number(count);
}

bool startHeadless(Program &program, const QString &file)
{
    return program.start({u"--headless"_s, u"--json"_s, u"--config"_s, file});
}

} // namespace

/// The real program, while somebody edits its configuration.
class TestOutsideEdits final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEditIsAppliedWithoutARestart();
    void aBadEditIsToldOfAndChangesNothing();
    void fragmentsAreWatched();
    void checkReadsFragments();
    void whatRunsAlreadyIsToldOf();
};

void TestOutsideEdits::anEditIsAppliedWithoutARestart()
{
    Program program;
    const QString file = program.writeFile(u"a.json"_s, endpoints({"a"}));
    QVERIFY(startHeadless(program, file));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().contains(paused(1)), 20'000);
    program.writeFile(u"a.json"_s, endpoints({"a", "b", "c"}));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().contains(paused(3)), 20'000);
    QCOMPARE(program.errors(), "");
}

void TestOutsideEdits::aBadEditIsToldOfAndChangesNothing()
{
    Program program;
    const QString file = program.writeFile(u"a.json"_s, endpoints({"a"}));
    QVERIFY(startHeadless(program, file));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().contains(paused(1)), 20'000);
    program.writeFile(u"a.json"_s, "{\n\"endpoint\": []}");
    QTRY_COMPARE_WITH_TIMEOUT(program.errors(),
                              "fusebox: " + file.toUtf8() +
                                  ":2: /endpoint: unknown key \"endpoint\"; did you mean \"endpoints\"?\n"
                                  "fusebox: what was read before stays in force\n",
                              20'000);
    QCOMPARE(program.process().state(), QProcess::Running);
    program.writeFile(u"a.json"_s, endpoints({"a", "b"}));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().contains(paused(2)), 20'000);
}

void TestOutsideEdits::fragmentsAreWatched()
{
    Program program;
    const QString file = program.writeFile(u"a.json"_s, endpoints({"a"}));
    QVERIFY(QDir(program.home()).mkdir(u"a.d"_s));
    program.writeFile(u"a.d/1.json"_s, endpoints({"b"}));
    QVERIFY(startHeadless(program, file));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().contains(paused(2)), 20'000);
    program.writeFile(u"a.d/2.json"_s, endpoints({"c", "d"}));
    QTRY_VERIFY_WITH_TIMEOUT(program.output().contains(paused(4)), 20'000);
    QCOMPARE(program.errors(), "");
}

void TestOutsideEdits::checkReadsFragments()
{
    Program program;
    const QString file = program.writeFile(u"a.json"_s, endpoints({"a"}));
    QVERIFY(QDir(program.home()).mkdir(u"a.d"_s));
    const QString part = program.writeFile(u"a.d/1.json"_s, endpoints({"a"}));
    QVERIFY(program.run({u"--check"_s, u"--config"_s, file}));
    QCOMPARE(program.exitCode(), 2);
    const QByteArray errors = program.errors();
    QVERIFY(errors.contains(file.toUtf8()) && errors.contains(part.toUtf8()));
}

void TestOutsideEdits::whatRunsAlreadyIsToldOf()
{
    Program first;
    const QString file = first.writeFile(u"a.json"_s, endpoints({"a"}));
    QVERIFY(startHeadless(first, file));
    QTRY_VERIFY_WITH_TIMEOUT(first.output().contains(paused(1)), 20'000);
    Program second;
    second.setVariable(u"XDG_RUNTIME_DIR"_s, first.home());
    QVERIFY(startHeadless(second, file));
    QTRY_VERIFY_WITH_TIMEOUT(second.output().contains(paused(1)), 20'000); // and goes on
    QCOMPARE(second.errors(), "fusebox: " + file.toUtf8() + " is watched already: process " +
                                  QByteArray::number(first.process().processId()) + " watches it headless\n");
    Program window;
    window.setVariable(u"XDG_RUNTIME_DIR"_s, first.home());
    window.setVariable(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    QVERIFY(window.run({u"--config"_s, file}));
    QCOMPARE(window.exitCode(), 2);
    QVERIFY(window.errors().contains("is watched already: process "));
}

FUSEBOX_LOOP_TEST(TestOutsideEdits)
#include "tst_outside_edits.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>

#include <QAbstractItemView>
#include <QAction>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include "app/demo/deaf_listener.h"
#include "app/window/window_run.h"
#include "core/storage/config_versions.h"
#include "core/storage/history_path.h"
#include "tests/app/program.h"
#include "tests/support/config_parts.h"
#include "tests/support/widget_test.h"
#include "ui/models/endpoint_table_model.h"

using namespace Qt::StringLiterals;
using namespace fusebox;
using app::WindowRun;

namespace {

/// Paused, so that nothing is dialled.
settings::EndpointConfig endpoint(const QString &id)
{
    settings::EndpointConfig config;
    config.id = id;
    config.asked = QUrl(u"http://127.0.0.1:9/"_s);
    config.name = id;
    config.paused = true;
    return config;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("no file");
}

QStringList idsIn(const QString &path)
{
    QStringList ids;
    if (const auto config = storage::checkConfigFile(path)) {
        for (const settings::EndpointConfig &kept : config->endpoints)
            ids += kept.id;
    }
    return ids;
}

} // namespace

/// Window, monitor and configuration together; the last two rules on the real program.
class TestWindowRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void configuredEndpointsAreShown();
    void limitsOfTheFileAreObeyedAndKept();
    void editsAreSaved();
    void aReportIsMadeAsItsFileSays();
    void theDemoIsKeptInNoHistory();
    void withoutAFileTheDefaultOneIsMade();
    void badConfigurationIsShownAndNeverRewritten();
    void aFileThatCannotBeReadIsShown();
    void aMendedFileIsReadWithoutANewStart();
    void anEditFromOutsideIsShown();
    void aBadEditFromOutsideIsShownAndChangesNothing();
    void editsOfBothSidesAreAsked();
    void whatItWasBeforeIsKept();
    void endpointsOfFragmentsAreShownAndNotEdited();
    void aMendedFileIsReadByItself();
    void anExportThatFailsIsShown();
    void demoIsNeverSaved();
    void demoBesideAConfigurationLeavesItAlone();
    void savingThatFailsIsShown();
    void programStaysUsableWithABadConfiguration();
    void programEndsInOrderWithItsWindow();
    void aSecondWindowIsTheFirst();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    void writeFile(const QString &name, const QByteArray &text) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestWindowRun::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("XDG_CONFIG_HOME", m_folder->path().toUtf8());
    qputenv("XDG_STATE_HOME", m_folder->path().toUtf8());
    qputenv("XDG_DATA_HOME", m_folder->path().toUtf8());
    qputenv("XDG_RUNTIME_DIR", m_folder->path().toUtf8());
}

void TestWindowRun::writeFile(const QString &name, const QByteArray &text) const
{
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

void TestWindowRun::configuredEndpointsAreShown()
{
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s), endpoint(u"b"_s)}}, path(u"two.json"_s)));
    WindowRun run({.configFile = path(u"two.json"_s)});
    const auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
    QVERIFY(table);
    QTRY_COMPARE(table->model()->rowCount(), 2);
}

void TestWindowRun::limitsOfTheFileAreObeyedAndKept()
{
    const demo::DeafListener nobody;
    settings::EndpointConfig first = endpoint(u"a"_s);
    first.paused = false;
    first.asked = QUrl(u"ws://127.0.0.1:%1/"_s.arg(nobody.port()));
    settings::EndpointConfig second = first;
    second.id = u"b"_s;
    const QString file = path(u"two.json"_s);
    QVERIFY(storage::saveConfig({{first, second}, {.atOnce = 1}}, file));
    WindowRun run({.configFile = file});
    const auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
    const auto nextOf = [table](int row) {
        return table->model()->index(row, ui::EndpointTableModel::NextColumn).data().toString();
    };
    QTRY_COMPARE(QStringList({nextOf(0), nextOf(1)}).count(u"now"_s), 1); // the other waits for its turn
    QCOMPARE(QStringList({nextOf(0), nextOf(1)}).count(u"–"_s), 1);
    Q_EMIT run.window().commandRequested(health::RemoveEndpoint{u"b"_s});
    QTRY_COMPARE(idsIn(file), QStringList{u"a"_s});
    QCOMPARE(storage::checkConfigFile(file)->limits.atOnce, 1);
}

void TestWindowRun::editsAreSaved()
{
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, path(u"one.json"_s)));
    WindowRun run({.configFile = path(u"one.json"_s)});
    Q_EMIT run.window().commandRequested(health::AddEndpoint{endpoint(u"b"_s)});
    QTRY_COMPARE(idsIn(path(u"one.json"_s)), (QStringList{u"a"_s, u"b"_s}));
}

void TestWindowRun::aReportIsMadeAsItsFileSays()
{
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, path(u"one.json"_s)));
    WindowRun run({.configFile = path(u"one.json"_s)});
    const auto startOf = [this](const QString &name) {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.read(2) : QByteArray();
    };
    auto *action = run.window().findChild<QAction *>(u"report"_s);
    QTRY_VERIFY(action->isEnabled());
    QTRY_VERIFY(QFile::exists(storage::historyFileFor(path(u"one.json"_s))));
    for (const auto &[name, start] : {std::pair(u"r.json"_s, "{\""), std::pair(u"r.html"_s, "<!")}) {
        Q_EMIT run.window().reportWished({.path = path(name)});
        QTRY_COMPARE(startOf(name), QByteArray(start));
    }
}

void TestWindowRun::theDemoIsKeptInNoHistory()
{
    WindowRun run({});
    auto *action = run.window().findChild<QAction *>(u"report"_s);
    QTRY_VERIFY(action->isEnabled());
    Q_EMIT run.window().demoRequested();
    QVERIFY(!action->isEnabled());
}

void TestWindowRun::withoutAFileTheDefaultOneIsMade()
{
    {
        WindowRun run({});
        QVERIFY(!QFile::exists(path(u"fusebox/fusebox.json"_s))); // not before there is something to keep
        Q_EMIT run.window().commandRequested(health::AddEndpoint{endpoint(u"a"_s)});
    }
    QCOMPARE(idsIn(path(u"fusebox/fusebox.json"_s)), QStringList{u"a"_s});
}

void TestWindowRun::badConfigurationIsShownAndNeverRewritten()
{
    const QByteArray bad = "{\"endpoints\": [{\n\"ulr\": \"http://a\"}]}";
    writeFile(u"bad.json"_s, bad);
    {
        WindowRun run({.configFile = path(u"bad.json"_s)});
        const auto *problem = run.window().findChild<QLabel *>(u"problemText"_s);
        QVERIFY(problem);
        QCOMPARE(problem->text(),
                 path(u"bad.json"_s) +
                     u":1: /endpoints/0: the key \"url\" is missing; it has no default (and 1 "
                     u"more: \"fusebox --check\" lists them)"_s);
        QVERIFY(problem->isVisibleTo(&run.window()));
        Q_EMIT run.window().commandRequested(health::AddEndpoint{endpoint(u"a"_s)});
        const auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
        QTRY_COMPARE(table->model()->rowCount(), 1); // usable
    }
    QCOMPARE(contentOf(path(u"bad.json"_s)), bad);
}

/// It may come later: the endpoint is watched all the same.
void TestWindowRun::aFileThatCannotBeReadIsShown()
{
    settings::EndpointConfig missing = endpoint(u"a"_s);
    missing.asked = QUrl(u"https://127.0.0.1:9/"_s);
    testing::trustOf(missing).caFile = path(u"missing.pem"_s);
    QVERIFY(storage::saveConfig({{missing}}, path(u"one.json"_s)));
    WindowRun run({.configFile = path(u"one.json"_s)});
    const auto *problem = run.window().findChild<QLabel *>(u"problemText"_s);
    QVERIFY(problem);
    QVERIFY2(problem->text().contains(u"missing.pem"_s), qPrintable(problem->text()));
    const auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
}

void TestWindowRun::aMendedFileIsReadWithoutANewStart()
{
    writeFile(u"bad.json"_s, "[]");
    WindowRun run({.configFile = path(u"bad.json"_s)});
    auto *again = run.window().findChild<QPushButton *>(u"tryAgain"_s);
    const auto *invitation = run.window().findChild<QPushButton *>(u"addFirst"_s);
    const auto *problem = run.window().findChild<QLabel *>(u"problemText"_s);
    const auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
    QVERIFY(again->isVisibleTo(&run.window()));
    QVERIFY(invitation->isHidden());
    again->click();
    QVERIFY(problem->isVisibleTo(&run.window())); // still broken
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, path(u"bad.json"_s)));
    again->click();
    QVERIFY(!problem->isVisibleTo(&run.window()));
    QVERIFY(!invitation->isHidden() && again->isHidden());
    QTRY_COMPARE(table->model()->rowCount(), 1);
    Q_EMIT run.window().commandRequested(health::AddEndpoint{endpoint(u"b"_s)});
    QTRY_COMPARE(idsIn(path(u"bad.json"_s)), (QStringList{u"a"_s, u"b"_s}));
}

void TestWindowRun::anEditFromOutsideIsShown()
{
    const QString file = path(u"a.json"_s);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, file));
    WindowRun run({.configFile = file});
    const auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s), endpoint(u"b"_s)}}, file));
    QTRY_COMPARE(table->model()->rowCount(), 2);
    Q_EMIT run.window().commandRequested(health::RemoveEndpoint{u"a"_s}); // of what is there now
    QTRY_COMPARE(idsIn(file), QStringList{u"b"_s});
}

void TestWindowRun::aBadEditFromOutsideIsShownAndChangesNothing()
{
    const QString file = path(u"a.json"_s);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, file));
    WindowRun run({.configFile = file});
    const auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
    const auto *problem = run.window().findChild<QLabel *>(u"problemText"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    writeFile(u"a.json"_s, "{\n\"endpoint\": []}");
    QTRY_VERIFY(problem->text().contains(u":2: /endpoint: unknown key"_s));
    QVERIFY(problem->text().endsWith(u"what was read before stays in force"_s));
    QCOMPARE(table->model()->rowCount(), 1);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s), endpoint(u"b"_s)}}, file));
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QVERIFY(problem->text().isEmpty());
}

void TestWindowRun::editsOfBothSidesAreAsked()
{
    const QString file = path(u"a.json"_s);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, file));
    WindowRun run({.configFile = file});
    const auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    Q_EMIT run.window().commandRequested(health::AddEndpoint{endpoint(u"ours"_s)});
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s), endpoint(u"theirs"_s)}}, file));
    QTRY_VERIFY(run.window().findChild<QPushButton *>(u"reloadFile"_s));
    QCOMPARE(idsIn(file), (QStringList{u"a"_s, u"theirs"_s}));
    run.window().findChild<QPushButton *>(u"overwriteFile"_s)->click();
    QTRY_COMPARE(idsIn(file), (QStringList{u"a"_s, u"ours"_s}));
}

void TestWindowRun::whatItWasBeforeIsKept()
{
    const QString file = path(u"a.json"_s);
    writeFile(u"a.json"_s, "{} // as it was");
    {
        WindowRun run({.configFile = file});
        Q_EMIT run.window().commandRequested(health::AddEndpoint{endpoint(u"a"_s)});
    }
    QCOMPARE(idsIn(file), QStringList{u"a"_s});
    const QStringList versions = storage::versionsOf(path(u"fusebox/versions"_s), file);
    QCOMPARE(versions.size(), 1);
    QCOMPARE(contentOf(versions.first()), "{} // as it was");
}

void TestWindowRun::endpointsOfFragmentsAreShownAndNotEdited()
{
    const QString file = path(u"a.json"_s);
    QVERIFY(storage::saveConfig({}, file));
    QVERIFY(storage::saveConfig({{endpoint(u"b"_s)}}, path(u"a.d/1.json"_s)));
    WindowRun run({.configFile = file});
    auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    table->setCurrentIndex(table->model()->index(0, 0));
    const auto *remove = run.window().findChild<QAction *>(u"removeEndpoint"_s);
    QTRY_VERIFY(!remove->isEnabled() && remove->toolTip().contains(u"a.d/1.json"_s));
    QVERIFY(QFile::remove(path(u"a.d/1.json"_s)));
    QTRY_COMPARE(table->model()->rowCount(), 0);
}

void TestWindowRun::aMendedFileIsReadByItself()
{
    writeFile(u"a.json"_s, "[]");
    WindowRun run({.configFile = path(u"a.json"_s)});
    const auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
    const auto *problem = run.window().findChild<QLabel *>(u"problemText"_s);
    QVERIFY(problem->text().contains(u"expected an object"_s));
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, path(u"a.json"_s)));
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QVERIFY(problem->text().isEmpty());
}

void TestWindowRun::anExportThatFailsIsShown()
{
    WindowRun run({});
    const auto *problem = run.window().findChild<QLabel *>(u"problemText"_s);
    Q_EMIT run.window().saveRequested(path(u"events.csv"_s), "x");
    QVERIFY(!problem->isVisibleTo(&run.window()));
    QCOMPARE(contentOf(path(u"events.csv"_s)), "x");
    Q_EMIT run.window().saveRequested(path(u"no folder/events.csv"_s), "x");
    QVERIFY(problem->isVisibleTo(&run.window()));
    QVERIFY2(problem->text().startsWith(path(u"no folder/events.csv"_s) + u" cannot be saved: "_s),
             qPrintable(problem->text()));
}

void TestWindowRun::demoIsNeverSaved()
{
    {
        WindowRun run({.demo = true});
        Q_EMIT run.window().commandRequested(health::AddEndpoint{endpoint(u"a"_s)});
        const auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
        QTRY_VERIFY(table->model()->rowCount() > 1);
    }
    QVERIFY(!QFile::exists(path(u"fusebox/fusebox.json"_s)));
}

void TestWindowRun::demoBesideAConfigurationLeavesItAlone()
{
    {
        WindowRun run({});
        Q_EMIT run.window().commandRequested(health::AddEndpoint{endpoint(u"a"_s)});
        Q_EMIT run.window().demoRequested();
        Q_EMIT run.window().demoRequested(); // once is enough
        const auto *table = run.window().findChild<QAbstractItemView *>(u"endpointTable"_s);
        QTRY_VERIFY(table->model()->rowCount() > 1);
    }
    QCOMPARE(idsIn(path(u"fusebox/fusebox.json"_s)), QStringList{u"a"_s});
}

void TestWindowRun::savingThatFailsIsShown()
{
    writeFile(u"fusebox"_s, "a file where the folder should be");
    WindowRun run({});
    const auto *problem = run.window().findChild<QLabel *>(u"problemText"_s);
    Q_EMIT run.window().commandRequested(health::AddEndpoint{endpoint(u"a"_s)});
    QTRY_VERIFY(problem->text().contains(u"cannot be saved"_s));
}

void TestWindowRun::programStaysUsableWithABadConfiguration()
{
    testing::Program program;
    program.setVariable(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    const QString bad = program.writeFile(u"bad.json"_s, "[]");
    QVERIFY(program.start({u"--config"_s, bad}));
    QTRY_COMPARE_WITH_TIMEOUT(
        program.errors(), "fusebox: " + bad.toUtf8() + ":1: expected an object, found an array\n", 20'000);
    QCOMPARE(program.process().state(), QProcess::Running);
    program.send(SIGTERM);
    QVERIFY(program.finish());
    QVERIFY(program.endedInOrder());
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(contentOf(bad), "[]");
}

void TestWindowRun::programEndsInOrderWithItsWindow()
{
    testing::Program program;
    program.setVariable(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    QVERIFY(program.run({u"--demo"_s, u"--duration"_s, u"500ms"_s}));
    QVERIFY(program.endedInOrder());
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(program.output(), "");
    QCOMPARE(program.errors(), "");
}

void TestWindowRun::aSecondWindowIsTheFirst()
{
    testing::Program first;
    first.setVariable(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    const QString file = first.writeFile(u"a.json"_s, "[]"); // which is told of when the window is there
    QVERIFY(first.start({u"--config"_s, file}));
    QTRY_VERIFY_WITH_TIMEOUT(!first.errors().isEmpty(), 20'000);
    testing::Program second;
    second.setVariable(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    second.setVariable(u"XDG_RUNTIME_DIR"_s, first.home());
    QVERIFY(second.run({u"--config"_s, file}));
    QCOMPARE(second.exitCode(), 0);
    QCOMPARE(second.errors(), "");
    testing::Program elsewhere;
    elsewhere.setVariable(u"QT_QPA_PLATFORM"_s, u"minimal"_s);
    elsewhere.setVariable(u"XDG_RUNTIME_DIR"_s, first.home());
    QVERIFY(elsewhere.run({u"--config"_s, file}));
    QCOMPARE(elsewhere.exitCode(), 2);
    QCOMPARE(elsewhere.errors(), "fusebox: " + file.toUtf8() + " is watched already: process " +
                                     QByteArray::number(first.process().processId()) +
                                     " has it in a window on offscreen\n");
}

FUSEBOX_WIDGET_TEST(TestWindowRun)
#include "tst_window_run.moc"

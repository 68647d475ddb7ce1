// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "app/window/config_keeper.h"
#include "app/window/endpoint_list.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace fusebox;
using namespace fusebox::health;
using app::ConfigKeeper;

namespace {

settings::EndpointConfig endpoint(const QString &id, bool paused = false)
{
    settings::EndpointConfig config;
    config.id = id;
    config.asked = QUrl(u"http://%1.example"_s.arg(id));
    config.name = settings::defaultEndpointName(config.asked);
    config.paused = paused;
    return config;
}

settings::EndpointConfig renamed(const QString &id, const QString &name)
{
    settings::EndpointConfig config = endpoint(id);
    config.name = name;
    return config;
}

std::vector<settings::EndpointConfig> saved(const QString &path)
{
    const auto config = storage::checkConfigFile(path);
    return config ? config->endpoints : std::vector<settings::EndpointConfig>{};
}

} // namespace

class TestConfigKeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandsChangeTheList_data();
    void commandsChangeTheList();
    void manyChangesAreOneSave();
    void savesWhatIsLeftAtTheEnd();
    void limitsAreKept();
    void withoutAChangeNothingIsWritten();
    void aFileChangedByOthersIsLeftAlone();
    void tellsWhenSavingFails();
    void whatCouldNotBeSavedIsTriedAgainAtTheEnd();
};

void TestConfigKeeper::commandsChangeTheList_data()
{
    using List = std::vector<settings::EndpointConfig>;
    QTest::addColumn<Command>("command");
    QTest::addColumn<List>("after");
    const List both{endpoint(u"a"_s), endpoint(u"b"_s)};
    const auto row = [](const char *name, const Command &command, const List &after) {
        QTest::newRow(name) << command << after;
    };
    row("add", AddEndpoint{endpoint(u"c"_s)}, {both[0], both[1], endpoint(u"c"_s)});
    row("add one that is there", AddEndpoint{renamed(u"a"_s, u"A"_s)}, both);
    row("edit", EditEndpoint{renamed(u"a"_s, u"A"_s)}, {renamed(u"a"_s, u"A"_s), both[1]});
    row("edit without change", EditEndpoint{both[0]}, both);
    row("edit one that is not kept", EditEndpoint{endpoint(u"x"_s)}, both);
    row("remove", RemoveEndpoint{u"a"_s}, {both[1]});
    row("remove one that is not kept", RemoveEndpoint{u"x"_s}, both);
    row("pause", SetPaused{u"b"_s, true}, {both[0], endpoint(u"b"_s, true)});
    row("resume one that is not paused", SetPaused{u"b"_s, false}, both);
    row("check", CheckNow{u"a"_s}, both);
    row("reset", ResetCircuit{u"a"_s}, both);
    row("reset all", ResetAllCircuits{}, both);
    row("force open", ForceOpenCircuit{u"a"_s}, both);
    row("disable", DisableCircuit{u"a"_s}, both);
}

void TestConfigKeeper::commandsChangeTheList()
{
    QFETCH(const Command, command);
    QFETCH(const std::vector<settings::EndpointConfig>, after);
    const std::vector<settings::EndpointConfig> before{endpoint(u"a"_s), endpoint(u"b"_s)};
    std::vector<settings::EndpointConfig> list = before;
    const bool changed = app::applyTo(list, command);
    QCOMPARE(list, after);
    QCOMPARE(changed, after != before);
}

void TestConfigKeeper::manyChangesAreOneSave()
{
    const QTemporaryDir folder;
    ConfigKeeper keeper(folder.filePath(u"new/fusebox.json"_s), {});
    const QSignalSpy savedSpy(&keeper, &ConfigKeeper::saved);
    keeper.apply(AddEndpoint{endpoint(u"a"_s)});
    keeper.apply(AddEndpoint{endpoint(u"b"_s)});
    keeper.apply(SetPaused{u"a"_s, true});
    QTRY_COMPARE(savedSpy.count(), 1);
    QCOMPARE(saved(keeper.path()), (std::vector{endpoint(u"a"_s, true), endpoint(u"b"_s)}));
    keeper.apply(RemoveEndpoint{u"a"_s});
    QTRY_COMPARE(savedSpy.count(), 2); // its own writing is no change by others
}

void TestConfigKeeper::savesWhatIsLeftAtTheEnd()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    {
        ConfigKeeper keeper(path, {});
        keeper.apply(AddEndpoint{endpoint(u"a"_s)});
    }
    QCOMPARE(saved(path), std::vector{endpoint(u"a"_s)});
}

void TestConfigKeeper::limitsAreKept()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    const settings::LimitSettings limits{.hostRate = 7};
    {
        ConfigKeeper keeper(path, {.limits = limits});
        keeper.apply(AddEndpoint{endpoint(u"a"_s)});
    }
    const auto config = storage::checkConfigFile(path);
    QVERIFY(config);
    QCOMPARE(config->limits, limits);
    QCOMPARE(config->endpoints.size(), 1U);
}

void TestConfigKeeper::withoutAChangeNothingIsWritten()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    {
        ConfigKeeper keeper(path, {{endpoint(u"a"_s)}});
        keeper.apply(CheckNow{u"a"_s});
        keeper.apply(SetPaused{u"a"_s, false});
    }
    QVERIFY(!QFile::exists(path));
}

void TestConfigKeeper::aFileChangedByOthersIsLeftAlone()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, path));
    ConfigKeeper keeper(path, {{endpoint(u"a"_s)}});
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s), endpoint(u"theirs"_s)}}, path));
    const QSignalSpy failed(&keeper, &ConfigKeeper::failed);
    keeper.apply(RemoveEndpoint{u"a"_s});
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed.first().first().toString().contains(u"changed by another program"_s));
    QCOMPARE(saved(path).size(), 2U);
}

void TestConfigKeeper::tellsWhenSavingFails()
{
    const QTemporaryDir folder;
    QFile blocker(folder.filePath(u"file"_s));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    ConfigKeeper keeper(folder.filePath(u"file/fusebox.json"_s), {});
    const QSignalSpy failed(&keeper, &ConfigKeeper::failed);
    keeper.apply(AddEndpoint{endpoint(u"a"_s)});
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed.first().first().toString().contains(u"cannot be saved"_s));
}

void TestConfigKeeper::whatCouldNotBeSavedIsTriedAgainAtTheEnd()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"new/fusebox.json"_s);
    QFile blocker(folder.filePath(u"new"_s));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    {
        ConfigKeeper keeper(path, {});
        const QSignalSpy failed(&keeper, &ConfigKeeper::failed);
        keeper.apply(AddEndpoint{endpoint(u"a"_s)});
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(blocker.remove());
    }
    QCOMPARE(saved(path), std::vector{endpoint(u"a"_s)});
}

FUSEBOX_LOOP_TEST(TestConfigKeeper)
#include "tst_config_keeper.moc"

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

void writeFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(text), text.size());
}

QByteArray textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A keeper of what stands there now.
std::unique_ptr<ConfigKeeper> keeperOf(const QString &path)
{
    storage::ConfigTexts texts = storage::readConfigTexts(path);
    auto set = storage::checkConfigTexts(texts, true);
    if (!set)
        qFatal("%s", qPrintable(set.error().front().toString()));
    return std::make_unique<ConfigKeeper>(std::move(texts), std::move(*set));
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
    void whatOthersChangeIsTaken();
    void whatOthersSayOtherwiseChangesNothing();
    void editsOfBothSidesWaitForAChoice();
    void bothSidesMayHaveEditedTheSame();
    void aFileThatIsNotUnderstoodIsLeftAlone();
    void aFileThatIsGoneIsWrittenAnew();
    void fragmentsAreWatchedAndNeverWritten();
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
    const auto keeper = keeperOf(folder.filePath(u"new/fusebox.json"_s));
    const QSignalSpy savedSpy(keeper.get(), &ConfigKeeper::saved);
    keeper->apply(AddEndpoint{endpoint(u"a"_s)});
    keeper->apply(AddEndpoint{endpoint(u"b"_s)});
    keeper->apply(SetPaused{u"a"_s, true});
    QTRY_COMPARE(savedSpy.count(), 1);
    QCOMPARE(saved(keeper->path()), (std::vector{endpoint(u"a"_s, true), endpoint(u"b"_s)}));
    keeper->apply(RemoveEndpoint{u"a"_s});
    QTRY_COMPARE(savedSpy.count(), 2); // its own writing is no change by others
}

void TestConfigKeeper::savesWhatIsLeftAtTheEnd()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    keeperOf(path)->apply(AddEndpoint{endpoint(u"a"_s)});
    QCOMPARE(saved(path), std::vector{endpoint(u"a"_s)});
}

void TestConfigKeeper::limitsAreKept()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    const settings::LimitSettings limits{.hostRate = 7};
    QVERIFY(storage::saveConfig({.limits = limits}, path));
    keeperOf(path)->apply(AddEndpoint{endpoint(u"a"_s)});
    const auto config = storage::checkConfigFile(path);
    QVERIFY(config);
    QCOMPARE(config->limits, limits);
    QCOMPARE(config->endpoints.size(), 1U);
}

void TestConfigKeeper::withoutAChangeNothingIsWritten()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    const QByteArray text = R"({"endpoints": [{"id": "a", "url": "http://a.example"}]} // as it is)";
    writeFile(path, text);
    {
        const auto keeper = keeperOf(path);
        keeper->apply(CheckNow{u"a"_s});
        keeper->apply(SetPaused{u"a"_s, true});
        keeper->apply(SetPaused{u"a"_s, false});
    }
    QCOMPARE(textOf(path), text);
}

void TestConfigKeeper::whatOthersChangeIsTaken()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s), endpoint(u"b"_s), endpoint(u"c"_s)}}, path));
    const auto keeper = keeperOf(path);
    const QSignalSpy changed(keeper.get(), &ConfigKeeper::changed);
    QVERIFY(storage::saveConfig(
        {{renamed(u"a"_s, u"A"_s), endpoint(u"c"_s, true), endpoint(u"d"_s)}, {.atOnce = 5}}, path));
    keeper->look();
    QCOMPARE(changed.count(), 1);
    const auto commands = changed.first().first().value<std::vector<Command>>();
    QCOMPARE(commands.size(), 5U);
    QCOMPARE(std::get<SetLimits>(commands[0]).limits.atOnce, 5);
    QCOMPARE(std::get<RemoveEndpoint>(commands[1]).id, u"b"_s);
    QCOMPARE(std::get<EditEndpoint>(commands[2]).config, renamed(u"a"_s, u"A"_s));
    QCOMPARE(std::get<SetPaused>(commands[3]).id, u"c"_s);
    QCOMPARE(std::get<AddEndpoint>(commands[4]).config, endpoint(u"d"_s));
    keeper->look();
    QCOMPARE(changed.count(), 1);
    keeper->apply(RemoveEndpoint{u"d"_s}); // of what is there now
    const QSignalSpy savedSpy(keeper.get(), &ConfigKeeper::saved);
    QTRY_COMPARE(savedSpy.count(), 1);
    QCOMPARE(saved(path), (std::vector{renamed(u"a"_s, u"A"_s), endpoint(u"c"_s, true)}));
}

void TestConfigKeeper::whatOthersSayOtherwiseChangesNothing()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, path));
    const auto keeper = keeperOf(path);
    const QSignalSpy changed(keeper.get(), &ConfigKeeper::changed);
    const QSignalSpy conflicted(keeper.get(), &ConfigKeeper::conflicted);
    keeper->apply(SetPaused{u"a"_s, true});
    writeFile(path, "// a comment is no edit\n" + textOf(path));
    const QSignalSpy savedSpy(keeper.get(), &ConfigKeeper::saved);
    QTRY_COMPARE(savedSpy.count(), 1);
    QCOMPARE(conflicted.count(), 0);
    for (const auto &commands : changed)
        QVERIFY(commands.first().value<std::vector<Command>>().empty());
    QVERIFY(textOf(path).startsWith("// a comment is no edit\n"));
    QCOMPARE(saved(path), std::vector{endpoint(u"a"_s, true)});
}

void TestConfigKeeper::editsOfBothSidesWaitForAChoice()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    for (const bool reloads : {true, false}) {
        QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, path));
        const auto keeper = keeperOf(path);
        const QSignalSpy conflicted(keeper.get(), &ConfigKeeper::conflicted);
        const QSignalSpy changed(keeper.get(), &ConfigKeeper::changed);
        const QSignalSpy savedSpy(keeper.get(), &ConfigKeeper::saved);
        QVERIFY(storage::saveConfig({{endpoint(u"a"_s), endpoint(u"theirs"_s)}}, path));
        keeper->apply(SetPaused{u"a"_s, true});
        QTRY_COMPARE(conflicted.count(), 1);
        QCOMPARE(conflicted.first().first().toStringList(),
                 (QStringList{u"a.example: paused"_s, u"theirs.example: added"_s}));
        QCOMPARE(savedSpy.count(), 0);
        QCOMPARE(saved(path).size(), 2U);
        keeper->look(); // told of already
        QCOMPARE(conflicted.count(), 1);
        if (reloads) {
            keeper->reload();
            QCOMPARE(changed.first().first().value<std::vector<Command>>().size(), 2U);
            QCOMPARE(keeper->config().endpoints, saved(path));
            QCOMPARE(saved(path).size(), 2U);
        } else {
            keeper->overwrite();
            QCOMPARE(savedSpy.count(), 1);
            QCOMPARE(saved(path), std::vector{endpoint(u"a"_s, true)});
        }
        keeper->apply(AddEndpoint{endpoint(u"later"_s)}); // is kept again
        QTRY_COMPARE(savedSpy.count(), reloads ? 1 : 2);
    }
}

void TestConfigKeeper::bothSidesMayHaveEditedTheSame()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, path));
    const auto keeper = keeperOf(path);
    const QSignalSpy conflicted(keeper.get(), &ConfigKeeper::conflicted);
    keeper->apply(SetPaused{u"a"_s, true});
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s, true)}}, path));
    keeper->look();
    QCOMPARE(conflicted.count(), 0);
    QCOMPARE(keeper->config().endpoints, std::vector{endpoint(u"a"_s, true)});
}

void TestConfigKeeper::aFileThatIsNotUnderstoodIsLeftAlone()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, path));
    const QByteArray bad = "{\"endpoints\": [\n{\"url\": \"http://a\", \"intervall\": \"1s\"}]}";
    {
        const auto keeper = keeperOf(path);
        const QSignalSpy failed(keeper.get(), &ConfigKeeper::failed);
        const QSignalSpy changed(keeper.get(), &ConfigKeeper::changed);
        writeFile(path, bad);
        keeper->look();
        keeper->look();
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.first().first().toString().contains(u":2: /endpoints/0/intervall: unknown key"_s));
        QVERIFY(failed.first().first().toString().endsWith(u"what was read before stays in force"_s));
        QCOMPARE(keeper->config().endpoints, std::vector{endpoint(u"a"_s)});
        keeper->apply(AddEndpoint{endpoint(u"b"_s)});
        QTRY_COMPARE(failed.count(), 2);
        QVERIFY(failed.last().first().toString().contains(u"not saved"_s));
        QCOMPARE(changed.count(), 0);
    }
    QCOMPARE(textOf(path), bad);
}

void TestConfigKeeper::aFileThatIsGoneIsWrittenAnew()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, path));
    const auto keeper = keeperOf(path);
    const QSignalSpy savedSpy(keeper.get(), &ConfigKeeper::saved);
    QVERIFY(QFile::remove(path));
    keeper->look();
    QCOMPARE(keeper->config().endpoints, std::vector{endpoint(u"a"_s)});
    keeper->apply(AddEndpoint{endpoint(u"b"_s)});
    QTRY_COMPARE(savedSpy.count(), 1);
    QCOMPARE(saved(path), (std::vector{endpoint(u"a"_s), endpoint(u"b"_s)}));
}

void TestConfigKeeper::fragmentsAreWatchedAndNeverWritten()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"fusebox.json"_s);
    const QString part = folder.filePath(u"fusebox.d/10.json"_s);
    QVERIFY(storage::saveConfig({{endpoint(u"a"_s)}}, path));
    QVERIFY(storage::saveConfig({{endpoint(u"b"_s)}}, part));
    const QByteArray text = textOf(part);
    const auto keeper = keeperOf(path);
    const QSignalSpy changed(keeper.get(), &ConfigKeeper::changed);
    const QSignalSpy savedSpy(keeper.get(), &ConfigKeeper::saved);
    keeper->apply(SetPaused{u"b"_s, true}); // not kept
    keeper->apply(RemoveEndpoint{u"b"_s});
    keeper->apply(SetPaused{u"a"_s, true});
    QTRY_COMPARE(savedSpy.count(), 1);
    QCOMPARE(saved(path), std::vector{endpoint(u"a"_s, true)});
    QCOMPARE(textOf(part), text);
    QVERIFY(storage::saveConfig({{renamed(u"b"_s, u"B"_s)}}, part));
    keeper->look();
    QCOMPARE(changed.count(), 1);
    const auto commands = changed.first().first().value<std::vector<Command>>();
    QCOMPARE(commands.size(), 1U);
    QCOMPARE(std::get<EditEndpoint>(commands[0]).config, renamed(u"b"_s, u"B"_s));
    QCOMPARE(keeper->fragments(), (std::vector{storage::ConfigFragment{part, {renamed(u"b"_s, u"B"_s)}}}));
}

void TestConfigKeeper::tellsWhenSavingFails()
{
    const QTemporaryDir folder;
    QFile blocker(folder.filePath(u"file"_s));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    const auto keeper = keeperOf(folder.filePath(u"file/fusebox.json"_s));
    const QSignalSpy failed(keeper.get(), &ConfigKeeper::failed);
    keeper->apply(AddEndpoint{endpoint(u"a"_s)});
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
        const auto keeper = keeperOf(path);
        const QSignalSpy failed(keeper.get(), &ConfigKeeper::failed);
        keeper->apply(AddEndpoint{endpoint(u"a"_s)});
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(blocker.remove());
    }
    QCOMPARE(saved(path), std::vector{endpoint(u"a"_s)});
}

FUSEBOX_LOOP_TEST(TestConfigKeeper)
#include "tst_config_keeper.moc"

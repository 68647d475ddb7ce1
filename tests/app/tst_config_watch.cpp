// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "app/config_follower.h"
#include "core/storage/whole_file.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace fusebox;
using app::ConfigFollower;
using app::ConfigWatch;

class TestConfigWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyWayToChangeAFileIsHeardOf_data();
    void everyWayToChangeAFileIsHeardOf();
    void aFileWrittenInPartsIsToldOfOnce();
    void aFolderThatIsMadeLaterIsHeardOf();
    void whatFollowsAFileIsToldWhatChanged();
    void whatIsWrongIsToldOnceAndChangesNothing();

private:
    using Act = std::function<void(const QString &path)>;

    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

void writeInto(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(text), text.size());
}

} // namespace

void TestConfigWatch::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkpath(u"real"_s));
    writeInto(path(u"real/fusebox.json"_s), "{}");
    QVERIFY(QFile::link(path(u"real/fusebox.json"_s), path(u"fusebox.json"_s)));
}

void TestConfigWatch::everyWayToChangeAFileIsHeardOf_data()
{
    QTest::addColumn<QString>("watched");
    QTest::addColumn<Act>("act");
    const auto both = [](const char *name, const Act &act) {
        QTest::addRow("%s", name) << u"real/fusebox.json"_s << act;
        QTest::addRow("%s, through a link", name) << u"fusebox.json"_s << act;
    };
    both("written", [](const QString &real) { writeInto(real, "{ }"); });
    both("replaced", [](const QString &real) {
        QVERIFY(storage::replaceFile(real, "{ }", storage::FileAccess::OwnerAlone));
    });
    both("removed", [](const QString &real) { QVERIFY(QFile::remove(real)); });
    both("in the folder beside it", [](const QString &real) {
        const QString folder = QFileInfo(real).path() + u"/fusebox.d"_s;
        QVERIFY(QDir().mkpath(folder));
    });
    QTest::newRow("another link") << u"fusebox.json"_s << Act([](const QString &real) {
        const QString link = QFileInfo(real).path() + u"/../fusebox.json"_s;
        writeInto(real + u".new"_s, "{ }");
        QVERIFY(QFile::remove(link));
        QVERIFY(QFile::link(real + u".new"_s, link));
    });
}

void TestConfigWatch::everyWayToChangeAFileIsHeardOf()
{
    QFETCH(const QString, watched);
    QFETCH(const Act, act);
    const ConfigWatch watch(path(watched));
    QSignalSpy settled(&watch, &ConfigWatch::settled);
    act(path(u"real/fusebox.json"_s));
    QTRY_COMPARE(settled.count(), 1);
    settled.clear(); // and the next change is
    if (!QFile::exists(path(u"real/fusebox.json"_s)))
        writeInto(path(u"real/fusebox.json"_s), "{}");
    else
        writeInto(QFileInfo(path(watched)).canonicalFilePath(), "{  }");
    QTRY_COMPARE(settled.count(), 1);
}

void TestConfigWatch::aFileWrittenInPartsIsToldOfOnce()
{
    const ConfigWatch watch(path(u"real/fusebox.json"_s));
    const QSignalSpy settled(&watch, &ConfigWatch::settled);
    for (int i = 0; i < 20; ++i) {
        writeInto(path(u"real/fusebox.json"_s), QByteArray(i, ' '));
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE(settled.count(), 1);
}

void TestConfigWatch::aFolderThatIsMadeLaterIsHeardOf()
{
    const ConfigWatch watch(path(u"a/b/fusebox.json"_s));
    QSignalSpy settled(&watch, &ConfigWatch::settled);
    QVERIFY(QDir().mkpath(path(u"a/b"_s)));
    QTRY_COMPARE(settled.count(), 1);
    writeInto(path(u"a/b/fusebox.json"_s), "{}");
    QTRY_COMPARE(settled.count(), 2);
}

void TestConfigWatch::whatFollowsAFileIsToldWhatChanged()
{
    const QString file = path(u"fusebox.json"_s);
    writeInto(file, R"({"endpoints": [{"id": "a", "url": "tcp://a:1"}]})");
    auto texts = storage::readConfigTexts(file);
    auto set = storage::checkConfigTexts(texts);
    QVERIFY(set);
    const ConfigFollower follower(std::move(texts), std::move(*set));
    const QSignalSpy changed(&follower, &ConfigFollower::changed);
    writeInto(file, R"({"endpoints": [{"id": "a", "url": "tcp://a:1"}, {"id": "b", "url": "tcp://b:1"}]})");
    QTRY_COMPARE(changed.count(), 1);
    const auto commands = changed.first().first().value<std::vector<health::Command>>();
    QCOMPARE(commands.size(), 1U);
    QCOMPARE(std::get<health::AddEndpoint>(commands.front()).config.id, u"b"_s);
    QCOMPARE(follower.config().endpoints.size(), 2U);
}

void TestConfigWatch::whatIsWrongIsToldOnceAndChangesNothing()
{
    const QString file = path(u"fusebox.json"_s);
    writeInto(file, R"({"endpoints": [{"id": "a", "url": "tcp://a:1"}]})");
    auto texts = storage::readConfigTexts(file);
    auto set = storage::checkConfigTexts(texts);
    QVERIFY(set);
    const ConfigFollower follower(std::move(texts), std::move(*set));
    const QSignalSpy changed(&follower, &ConfigFollower::changed);
    const QSignalSpy refused(&follower, &ConfigFollower::refused);
    writeInto(file, "{\n\"endpoint\": []}");
    QTRY_COMPARE(refused.count(), 1);
    QVERIFY(refused.first().first().toStringList().front().contains(u":2: /endpoint: unknown key"_s));
    QCOMPARE(follower.config().endpoints.size(), 1U);
    writeInto(file, R"({"endpoints": []})"); // and what is right again is taken
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(refused.count(), 1);
}

FUSEBOX_LOOP_TEST(TestConfigWatch)
#include "tst_config_watch.moc"

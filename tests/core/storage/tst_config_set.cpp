// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/storage/config_set.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace fusebox;
using storage::ConfigSet;

class TestConfigSet final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theFolderIsNamedAsTheFile_data();
    void theFolderIsNamedAsTheFile();
    void fragmentsComeInTheOrderOfTheirNames();
    void onlyFilesOfJsonAreFragments();
    void anIdTwiceNamesBothFiles();
    void aFragmentHoldsEndpointsAlone();
    void allThatIsWrongIsSaidOfEveryFile();
    void aCommandInAFragmentOthersCanWriteIsRefused();
    void pathsStartWhereTheFragmentIs();
    void aMissingFileIsAnErrorUnlessItMayBe();
    void whatIsReadTwiceIsTheSameUntilItChanges();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    void write(const QString &name, const QByteArray &text) const;
    [[nodiscard]] QStringList errors() const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestConfigSet::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkdir(u"fusebox.d"_s));
}

void TestConfigSet::write(const QString &name, const QByteArray &text) const
{
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

QStringList TestConfigSet::errors() const
{
    const auto set = storage::checkConfigSet(path(u"fusebox.json"_s));
    QStringList sentences;
    if (!set) {
        for (const storage::ConfigError &error : set.error())
            sentences += error.toString().remove(m_folder->path() + u'/');
    }
    return sentences;
}

void TestConfigSet::theFolderIsNamedAsTheFile_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("folder");
    QTest::newRow("usual") << u"/a/fusebox.json"_s << u"/a/fusebox.d"_s;
    QTest::newRow("another name") << u"b.conf"_s << u"b.conf.d"_s;
    QTest::newRow("json inside") << u"b.json.old"_s << u"b.json.old.d"_s;
}

void TestConfigSet::theFolderIsNamedAsTheFile()
{
    QFETCH(const QString, file);
    QFETCH(const QString, folder);
    QCOMPARE(storage::fragmentFolderOf(file), folder);
}

void TestConfigSet::fragmentsComeInTheOrderOfTheirNames()
{
    write(u"fusebox.json"_s,
          R"({"limits": {"at_once": 5}, "endpoints": [{"id": "own", "url": "tcp://a:1"}]})");
    write(u"fusebox.d/20.json"_s, R"({"endpoints": [{"id": "c", "url": "tcp://a:1"}]})");
    write(
        u"fusebox.d/10.json"_s,
        R"({"version": 1, "endpoints": [{"id": "a", "url": "tcp://a:1"}, {"id": "b", "url": "tcp://a:1"}]})");
    const auto set = storage::checkConfigSet(path(u"fusebox.json"_s));
    QVERIFY2(set, qPrintable(errors().join(u'\n')));
    QStringList ids;
    for (const auto &endpoint : storage::wholeOf(*set).endpoints)
        ids += endpoint.id;
    QCOMPARE(ids, (QStringList{u"own"_s, u"a"_s, u"b"_s, u"c"_s}));
    QCOMPARE(storage::wholeOf(*set).limits.atOnce, 5);
    QCOMPARE(set->own.endpoints.size(), 1U);
    QCOMPARE(set->fragments.at(1).file, path(u"fusebox.d/20.json"_s));
}

void TestConfigSet::onlyFilesOfJsonAreFragments()
{
    write(u"fusebox.json"_s, "{}");
    write(u"fusebox.d/old.json.bak"_s, "nonsense");
    write(u"fusebox.d/.hidden.json"_s, "nonsense");
    QVERIFY(QDir(path(u"fusebox.d"_s)).mkdir(u"more.json"_s));
    QCOMPARE(errors(), QStringList());
}

void TestConfigSet::anIdTwiceNamesBothFiles()
{
    write(u"fusebox.json"_s, R"({"endpoints": [{"id": "a", "url": "tcp://a:1"}]})");
    write(u"fusebox.d/1.json"_s,
          R"({"endpoints": [{"id": "b", "url": "tcp://a:1"}, {"id": "a", "url": "tcp://a:1"}]})");
    write(u"fusebox.d/2.json"_s, R"({"endpoints": [{"id": "b", "url": "tcp://a:1"}]})");
    const QStringList all = errors();
    QCOMPARE(all.size(), 2);
    QVERIFY(all[0].startsWith(
        u"fusebox.d/1.json: /endpoints/1: the id \"a\" is that of an endpoint in fusebox.json"_s));
    QVERIFY(all[1].startsWith(
        u"fusebox.d/2.json: /endpoints/0: the id \"b\" is that of an endpoint in fusebox.d/1.json"_s));
}

void TestConfigSet::aFragmentHoldsEndpointsAlone()
{
    write(u"fusebox.json"_s, "{}");
    write(u"fusebox.d/1.json"_s, "{\n\"limits\": {}}");
    QCOMPARE(errors(),
             QStringList{
                 u"fusebox.d/1.json:2: /limits: unknown key \"limits\"; known here: version, endpoints"_s});
}

void TestConfigSet::allThatIsWrongIsSaidOfEveryFile()
{
    write(u"fusebox.json"_s, "{\"a\": 1}");
    write(u"fusebox.d/1.json"_s, "[");
    write(u"fusebox.d/2.json"_s, "{\"b\": 1}");
    QCOMPARE(errors().size(), 3);
}

void TestConfigSet::aCommandInAFragmentOthersCanWriteIsRefused()
{
    write(u"fusebox.json"_s, "{}");
    write(u"fusebox.d/1.json"_s, R"({"endpoints": [{"url": "exec:", "exec": {"command": ["/bin/true"]}}]})");
    QFile file(path(u"fusebox.d/1.json"_s));
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    QCOMPARE(errors(), QStringList());
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::WriteOther));
    QCOMPARE(errors().size(), 1);
    QVERIFY(errors().front().contains(u"others can write this file"_s));
}

void TestConfigSet::pathsStartWhereTheFragmentIs()
{
    write(u"fusebox.json"_s, "{}");
    write(u"fusebox.d/1.json"_s,
          R"({"endpoints": [{"id": "a", "url": "https://a", "tls": {"ca_file": "ca.pem"}}]})");
    const auto set = storage::checkConfigSet(path(u"fusebox.json"_s));
    QVERIFY(set);
    const auto &trust = set->fragments.front().endpoints.front().part<settings::TlsSettings>().trust;
    QCOMPARE(trust.caFile, path(u"fusebox.d/ca.pem"_s));
}

void TestConfigSet::aMissingFileIsAnErrorUnlessItMayBe()
{
    write(u"fusebox.d/1.json"_s, R"({"endpoints": [{"id": "a", "url": "tcp://a:1"}]})");
    const auto texts = storage::readConfigTexts(path(u"fusebox.json"_s));
    QVERIFY(!storage::checkConfigTexts(texts));
    const auto set = storage::checkConfigTexts(texts, true);
    QVERIFY(set);
    QCOMPARE(storage::wholeOf(*set).endpoints.size(), 1U);
}

void TestConfigSet::whatIsReadTwiceIsTheSameUntilItChanges()
{
    write(u"fusebox.json"_s, "{}");
    const auto first = storage::readConfigTexts(path(u"fusebox.json"_s));
    QCOMPARE(storage::readConfigTexts(path(u"fusebox.json"_s)), first);
    write(u"fusebox.d/1.json"_s, "{}");
    const auto second = storage::readConfigTexts(path(u"fusebox.json"_s));
    QVERIFY(second != first);
    write(u"fusebox.json"_s, "{ }");
    QVERIFY(storage::readConfigTexts(path(u"fusebox.json"_s)) != second);
}

FUSEBOX_LOOP_TEST(TestConfigSet)
#include "tst_config_set.moc"

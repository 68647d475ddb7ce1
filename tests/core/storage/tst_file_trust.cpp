// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/storage/config_file.h"
#include "core/storage/file_trust.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace Qt::StringLiterals;

class TestFileTrust final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void onlyOnesOwnFileThatNobodyElseCanWriteIsTrusted_data();
    void onlyOnesOwnFileThatNobodyElseCanWriteIsTrusted();
    void aFileThatOthersCanReplaceIsNotTrusted_data();
    void aFileThatOthersCanReplaceIsNotTrusted();
    void aFileOfSomebodyElseIsNotTrusted();
    void aLinkIsJudgedByWhereItLeads();
    void everyFolderOnTheWayIsLookedAt();
    void theFolderOfALinkIsLookedAt();
    void aCommandIsNotSavedWhereItWouldNotBeRead();
    void aCommandIsReadFromATrustedFileAlone();

private:
    [[nodiscard]] QString file() const { return m_folder->filePath(u"fusebox.json"_s); }
    void write(const QByteArray &json) const
    {
        QFile file(this->file());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(json);
        file.close();
        QVERIFY(::chmod(QFile::encodeName(this->file()).constData(), 0600) == 0);
    }
    static void setMode(const QString &path, int mode)
    {
        QVERIFY(::chmod(QFile::encodeName(path).constData(), static_cast<mode_t>(mode)) == 0);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFileTrust::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    write("{}");
}

void TestFileTrust::onlyOnesOwnFileThatNobodyElseCanWriteIsTrusted_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("isTrusted");
    QTest::newRow("0600") << 0600 << true;
    QTest::newRow("0644") << 0644 << true;
    QTest::newRow("0444") << 0444 << true;
    QTest::newRow("0664") << 0664 << false;
    QTest::newRow("0646") << 0646 << false;
    QTest::newRow("0666") << 0666 << false;
}

void TestFileTrust::onlyOnesOwnFileThatNobodyElseCanWriteIsTrusted()
{
    QFETCH(const int, mode);
    setMode(file(), mode);
    QTEST(!storage::distrustOf(file()), "isTrusted");
}

void TestFileTrust::aFileThatOthersCanReplaceIsNotTrusted_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("isTrusted");
    QTest::newRow("0700") << 0700 << true;
    QTest::newRow("0755") << 0755 << true;
    QTest::newRow("0777") << 0777 << false;
    QTest::newRow("0770") << 0770 << false;
    QTest::newRow("01777: as /tmp") << 01777 << true;
}

void TestFileTrust::aFileThatOthersCanReplaceIsNotTrusted()
{
    QFETCH(const int, mode);
    setMode(m_folder->path(), mode);
    QTEST(!storage::distrustOf(file()), "isTrusted");
}

void TestFileTrust::aFileOfSomebodyElseIsNotTrusted()
{
    if (::geteuid() != 0)
        QSKIP("only root can give a file away");
    QVERIFY(::chown(QFile::encodeName(file()).constData(), 12345, 12345) == 0);
    QVERIFY(storage::distrustOf(file())->contains(u"belongs to somebody else"_s));
}

void TestFileTrust::aLinkIsJudgedByWhereItLeads()
{
    const QString link = m_folder->filePath(u"link.json"_s);
    QVERIFY(QFile::link(file(), link));
    QVERIFY(!storage::distrustOf(link));
    setMode(file(), 0666);
    QVERIFY(storage::distrustOf(link));
}

void TestFileTrust::everyFolderOnTheWayIsLookedAt()
{
    const QString inner = m_folder->filePath(u"open/inner"_s);
    QVERIFY(QDir().mkpath(inner));
    const QString deep = inner + u"/fusebox.json"_s;
    QVERIFY(QFile::copy(file(), deep));
    QVERIFY(!storage::distrustOf(deep));
    setMode(m_folder->filePath(u"open"_s), 0777);
    QVERIFY(storage::distrustOf(deep)->contains(m_folder->filePath(u"open"_s)));
}

void TestFileTrust::theFolderOfALinkIsLookedAt()
{
    const QString open = m_folder->filePath(u"open"_s);
    QVERIFY(QDir().mkpath(open));
    const QString link = open + u"/link.json"_s;
    QVERIFY(QFile::link(file(), link));
    QVERIFY(!storage::distrustOf(link));
    setMode(open, 0777);
    QVERIFY(storage::distrustOf(link));
}

void TestFileTrust::aCommandIsNotSavedWhereItWouldNotBeRead()
{
    setMode(m_folder->path(), 0777);
    storage::Config config;
    settings::EndpointConfig command{.id = u"a"_s, .asked = QUrl(u"exec:"_s)};
    command.find<probe::ExecOptions>()->command = QStringList{u"true"_s};
    config.endpoints.push_back(command);
    QVERIFY(!storage::saveConfig(config, file()));
    setMode(m_folder->path(), 0700);
    QVERIFY(storage::saveConfig(config, file()));
    QVERIFY(storage::checkConfigFile(file()));
}

void TestFileTrust::aCommandIsReadFromATrustedFileAlone()
{
    write(R"({"endpoints": [{"url": "tcp://a.example:1"},
                            {"url": "exec:", "exec": {"command": ["true"]}}]})");
    QVERIFY(storage::checkConfigFile(file()));
    setMode(file(), 0666);
    const auto refused = storage::checkConfigFile(file());
    QVERIFY(!refused);
    QCOMPARE(refused.error().size(), std::size_t(1));
    QCOMPARE(refused.error().front().pointer, u"/endpoints/1"_s);
    QVERIFY(refused.error().front().message.contains(u"chmod go-w"_s));
    write(R"({"endpoints": [{"url": "tcp://a.example:1"}]})");
    setMode(file(), 0666);
    QVERIFY(storage::checkConfigFile(file()));
}

FUSEBOX_PLAIN_TEST(TestFileTrust)
#include "tst_file_trust.moc"

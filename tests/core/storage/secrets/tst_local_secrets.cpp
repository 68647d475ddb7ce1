// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/storage/secrets/local_secrets.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::storage;
using namespace Qt::StringLiterals;
using settings::SecretLack;

class TestLocalSecrets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void variablesAreReadFromTheEnvironment();
    void oneNewlineAtTheEndIsDropped_data();
    void oneNewlineAtTheEndIsDropped();
    void whatCannotBeHadHasAReason();
    void aFileThatChangedIsReadAgain();
    void relativePathsStartWhereCredentialsAre();
    void aFileThatOthersCanReadIsToldOfOnceAndUsed();

private:
    QString write(const QString &name, const QByteArray &content, mode_t mode = 0600) const;
    [[nodiscard]] SecretLack lackOf(const QString &path) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SecretFiles> m_files;
};

void TestLocalSecrets::init()
{
    qunsetenv("CREDENTIALS_DIRECTORY");
    m_folder = std::make_unique<QTemporaryDir>();
    m_files = std::make_unique<SecretFiles>(m_folder->path());
}

QString TestLocalSecrets::write(const QString &name, const QByteArray &content, mode_t mode) const
{
    QFile file(m_folder->filePath(name));
    file.remove(); // so that it is another file
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return {};
    file.close();
    ::chmod(QFile::encodeName(file.fileName()).constData(), mode);
    return file.fileName();
}

SecretLack TestLocalSecrets::lackOf(const QString &path) const
{
    return m_files->read(path).error().why;
}

void TestLocalSecrets::variablesAreReadFromTheEnvironment()
{
    qputenv("FUSEBOX_TEST_SECRET", "hidden\n");
    QCOMPARE(secretOfVariable(u"FUSEBOX_TEST_SECRET"_s).value(), "hidden\n");
    qputenv("FUSEBOX_TEST_SECRET", "");
    QCOMPARE(secretOfVariable(u"FUSEBOX_TEST_SECRET"_s).error().why, SecretLack::Empty);
    qunsetenv("FUSEBOX_TEST_SECRET");
    QCOMPARE(secretOfVariable(u"FUSEBOX_TEST_SECRET"_s).error().why, SecretLack::NotSet);
}

void TestLocalSecrets::oneNewlineAtTheEndIsDropped_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("none") << QByteArray("a") << QByteArray("a");
    QTest::newRow("one") << QByteArray("a\n") << QByteArray("a");
    QTest::newRow("two") << QByteArray("a\n\n") << QByteArray("a\n");
    QTest::newRow("of Windows") << QByteArray("a\r\n") << QByteArray("a");
    QTest::newRow("within") << QByteArray("a\nb") << QByteArray("a\nb");
    QTest::newRow("blanks") << QByteArray(" a \n") << QByteArray(" a ");
    QTest::newRow("the longest") << QByteArray(settings::maxSecret, 'a') + '\n'
                                 << QByteArray(settings::maxSecret, 'a');
}

void TestLocalSecrets::oneNewlineAtTheEndIsDropped()
{
    QFETCH(const QByteArray, content);
    QTEST(m_files->read(write(u"key"_s, content)).value(), "secret");
}

void TestLocalSecrets::whatCannotBeHadHasAReason()
{
    QCOMPARE(lackOf(u"nothing"_s), SecretLack::NoFile);
    QCOMPARE(lackOf(m_folder->path()), SecretLack::NotReadable);
    QCOMPARE(lackOf(u"/dev/zero"_s), SecretLack::NotReadable);
    QCOMPARE(lackOf(write(u"key"_s, "a") + u"/below"_s), SecretLack::NotReadable);
    QCOMPARE(lackOf(write(u"empty"_s, "\n")), SecretLack::Empty);
    QCOMPARE(lackOf(write(u"long"_s, QByteArray(settings::maxSecret + 1, 'a'))), SecretLack::TooLong);
}

void TestLocalSecrets::aFileThatChangedIsReadAgain()
{
    const QString path = write(u"key"_s, "first");
    QCOMPARE(m_files->read(path).value(), "first");
    write(u"key"_s, "other"); // as long
    QCOMPARE(m_files->read(path).value(), "other");
    QFile::remove(path);
    QCOMPARE(lackOf(path), SecretLack::NoFile);
    write(u"key"_s, "again");
    QCOMPARE(m_files->read(path).value(), "again");
}

void TestLocalSecrets::relativePathsStartWhereCredentialsAre()
{
    write(u"key"_s, "of the folder");
    QCOMPARE(m_files->read(u"key"_s).value(), "of the folder");
    const QTemporaryDir credentials;
    QVERIFY(QFile::copy(m_folder->filePath(u"key"_s), credentials.filePath(u"token"_s)));
    qputenv("CREDENTIALS_DIRECTORY", credentials.path().toUtf8());
    SecretFiles files(m_folder->path());
    QCOMPARE(files.read(u"token"_s).value(), "of the folder");
    QCOMPARE(files.read(u"key"_s).error().why, SecretLack::NoFile);
    QCOMPARE(files.read(m_folder->filePath(u"key"_s)).value(), "of the folder");
    qunsetenv("CREDENTIALS_DIRECTORY");
}

void TestLocalSecrets::aFileThatOthersCanReadIsToldOfOnceAndUsed()
{
    QVERIFY(m_files->read(write(u"own"_s, "a")));
    QVERIFY(m_files->takeWarnings().isEmpty());
    const QString path = write(u"open"_s, "s3cret", 0644);
    QCOMPARE(m_files->read(path).value(), "s3cret");
    const QStringList warnings = m_files->takeWarnings();
    QCOMPARE(warnings.size(), 1);
    QVERIFY2(warnings[0].contains(path) && !warnings[0].contains(u"s3cret"_s), qPrintable(warnings[0]));
    QVERIFY(m_files->read(path));
    QVERIFY(m_files->takeWarnings().isEmpty());
}

FUSEBOX_LOOP_TEST(TestLocalSecrets)
#include "tst_local_secrets.moc"

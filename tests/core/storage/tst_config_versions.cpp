// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/storage/config_key.h"
#include "core/storage/config_versions.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace fusebox;

class TestConfigVersions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void theLastFiveAreKept();
    void theSameIsNotKeptTwice();
    void nobodyElseCanReadThem();
    void filesOfOneNameDoNotCollide();
    void filesOfOthersStay();
    void whatCannotBeKeptIsSaid();
    void aKeyIsThatOfTheRealFile();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] QString versions() const { return path(u"state/fusebox/versions"_s); }
    [[nodiscard]] QByteArrayList contents(const QString &file) const
    {
        QByteArrayList all;
        for (const QString &name : storage::versionsOf(versions(), file)) {
            QFile version(name);
            all += version.open(QIODevice::ReadOnly) ? version.readAll() : QByteArray("unreadable");
        }
        return all;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestConfigVersions::theLastFiveAreKept()
{
    const QString file = path(u"fusebox.json"_s);
    for (int i = 1; i <= 12; ++i)
        QVERIFY(storage::keepVersion(versions(), file, QByteArray::number(i)));
    QCOMPARE(contents(file), (QByteArrayList{"8", "9", "10", "11", "12"}));
}

void TestConfigVersions::theSameIsNotKeptTwice()
{
    const QString file = path(u"fusebox.json"_s);
    for (const QByteArray content : {"a", "a", "b", "a"})
        QVERIFY(storage::keepVersion(versions(), file, content));
    QCOMPARE(contents(file), (QByteArrayList{"a", "b", "a"}));
}

void TestConfigVersions::nobodyElseCanReadThem()
{
    const QString file = path(u"fusebox.json"_s);
    QVERIFY(QDir().mkpath(versions()));
    QVERIFY(QFile::setPermissions(versions(),
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther));
    QVERIFY(storage::keepVersion(versions(), file, "a"));
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                        QFile::WriteOther | QFile::ExeOther;
    QCOMPARE(QFile::permissions(versions()) & others, QFile::Permissions());
    QCOMPARE(QFile::permissions(storage::versionsOf(versions(), file).first()) & others,
             QFile::Permissions());
}

void TestConfigVersions::filesOfOneNameDoNotCollide()
{
    const QString one = path(u"one/fusebox.json"_s);
    const QString other = path(u"other/fusebox.json"_s);
    QVERIFY(storage::keepVersion(versions(), one, "a"));
    QVERIFY(storage::keepVersion(versions(), other, "b"));
    QCOMPARE(contents(one), QByteArrayList{"a"});
    QCOMPARE(contents(other), QByteArrayList{"b"});
}

void TestConfigVersions::filesOfOthersStay()
{
    const QString file = path(u"fusebox.json"_s);
    QVERIFY(storage::keepVersion(versions(), file, "a"));
    const QString mine = storage::versionsOf(versions(), file).first().replace(u"000000001"_s, u"mine"_s);
    QVERIFY(QFile::copy(storage::versionsOf(versions(), file).first(), mine));
    for (int i = 0; i < 9; ++i)
        QVERIFY(storage::keepVersion(versions(), file, QByteArray::number(i)));
    QVERIFY(QFile::exists(mine));
    QCOMPARE(contents(file).size(), storage::MostVersions);
}

void TestConfigVersions::whatCannotBeKeptIsSaid()
{
    QFile blocker(path(u"state"_s));
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    const auto kept = storage::keepVersion(versions(), path(u"fusebox.json"_s), "a");
    QVERIFY(!kept);
    QVERIFY(kept.error().contains(u"earlier versions of the configuration cannot be kept: "_s));
}

void TestConfigVersions::aKeyIsThatOfTheRealFile()
{
    const QDir folder(m_folder->path());
    QVERIFY(folder.mkpath(u"real"_s));
    QVERIFY(QFile::link(path(u"real"_s), path(u"link"_s)));
    const QString notYet = storage::configKey(path(u"real/fusebox.json"_s));
    QCOMPARE(notYet.size(), 16);
    QCOMPARE(storage::configKey(path(u"link/fusebox.json"_s)), notYet);
    QFile file(path(u"real/fusebox.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(storage::configKey(path(u"real/../link/fusebox.json"_s)), notYet);
    QVERIFY(storage::configKey(path(u"fusebox.json"_s)) != notYet);
}

FUSEBOX_LOOP_TEST(TestConfigVersions)
#include "tst_config_versions.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/storage/history_path.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using fusebox::storage::historyFileFor;

class TestHistoryPath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_DATA_HOME", QFile::encodeName(m_folder.filePath(u"data"_s)));
        QVERIFY(QDir(m_folder.path()).mkpath(u"conf/deep"_s));
        QFile file(m_config);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(QFile::link(m_config, m_folder.filePath(u"link.json"_s)));
        QVERIFY(QFile::link(m_folder.filePath(u"conf"_s), m_folder.filePath(u"linked"_s)));
    }

    void itLiesWhereDataOfThePersonDo()
    {
        const QString file = historyFileFor(m_config);
        QVERIFY2(file.startsWith(m_folder.filePath(u"data/fusebox/"_s)), qPrintable(file));
        QVERIFY(file.endsWith(u".db"_s));
        QVERIFY(!file.contains(u"fusebox.json"_s));
    }

    void itIsTheSameByWhateverWayTheFileIsReached()
    {
        const QString file = historyFileFor(m_config);
        QCOMPARE(historyFileFor(m_folder.filePath(u"link.json"_s)), file);
        QCOMPARE(historyFileFor(m_folder.filePath(u"linked/fusebox.json"_s)), file);
        QCOMPARE(historyFileFor(m_folder.filePath(u"conf/deep/../fusebox.json"_s)), file);
        QVERIFY(QDir::setCurrent(m_folder.filePath(u"conf"_s)));
        QCOMPARE(historyFileFor(u"fusebox.json"_s), file);
    }

    void anotherFileHasAnother()
    {
        QVERIFY(historyFileFor(m_config) != historyFileFor(m_folder.filePath(u"conf/other.json"_s)));
        QVERIFY(historyFileFor(m_config) != historyFileFor(m_folder.filePath(u"conf/deep/fusebox.json"_s)));
    }

    /// It is made at the first save.
    void whatIsNotThereYetHasItsPlaceAlready()
    {
        const QString config = m_folder.filePath(u"conf/later.json"_s);
        const QString before = historyFileFor(m_folder.filePath(u"linked/later.json"_s));
        QFile file(config);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(historyFileFor(config), before);
    }

private:
    QTemporaryDir m_folder;
    QString m_config = m_folder.filePath(u"conf/fusebox.json"_s);
};

FUSEBOX_LOOP_TEST(TestHistoryPath)
#include "tst_history_path.moc"

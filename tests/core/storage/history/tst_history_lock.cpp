// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "core/storage/history/database/history_lock.h"
#include "tests/support/test_program.h"

using namespace fusebox::storage;

class TestHistoryLock : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QLatin1StringView(name)); }

private Q_SLOTS:
    void aSecondIsToldWhoHasIt()
    {
        const auto first = HistoryLock::take(path("a"));
        QVERIFY(first);
        const auto second = HistoryLock::take(path("a"));
        QVERIFY(!second);
        QCOMPARE(std::get<HeldBy>(second.error()).process, QCoreApplication::applicationPid());
    }

    void whoLetsGoLetsOthersIn()
    {
        {
            const auto first = HistoryLock::take(path("b"));
            QVERIFY(first);
        }
        QVERIFY(HistoryLock::take(path("b")));
    }

    void whatIsMovedIsStillHeld()
    {
        auto first = HistoryLock::take(path("c"));
        const HistoryLock moved = *std::move(first);
        QVERIFY(!HistoryLock::take(path("c")));
    }

    void aFolderThatIsNotThereSaysSo()
    {
        const auto lock = HistoryLock::take(path("none/of/these"));
        QVERIFY(!lock);
        QCOMPARE(std::get<QString>(lock.error()), QStringLiteral("No such file or directory"));
    }
};

FUSEBOX_LOOP_TEST(TestHistoryLock)
#include "tst_history_lock.moc"

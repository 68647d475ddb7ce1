// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <cstdio>
#include <random>

#include <QProcess>
#include <QTest>

#include "tests/core/storage/history/history_folder.h"
#include "tests/core/storage/history/history_load.h"
#include "tests/support/long_run.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// --- What the program started again does, until it is killed.

void say(int number)
{
    std::printf("%d\n", number);
    std::fflush(stdout);
}

/// Says the number of each batch when it is stored. Sealing, pruning and the first version of the schema come
/// in between.
int writeAsFastAsItGoes(const QString &path)
{
    const auto database = storage::HistoryDatabase::open(path, testing::loadSettings);
    for (int number = 0; database; ++number) {
        if (!(*database)->store(testing::loadBatch(number)))
            return 1;
        say(number + 1);
        for (int turn = 0; turn < 3; ++turn)
            if (!(*database)->maintain(testing::loadStart + number * testing::loadStep))
                return 1;
    }
    return 1;
}

constexpr int kept = 60;       ///< endpoints
constexpr int perSecond = 100; ///< checks, at the most

QString keptId(int number)
{
    return u"e%1"_s.arg(number % kept);
}

/// A check each turn, of another endpoint each time. Says how many it has told of.
int keepAsItComes(const QString &path)
{
    const health::SystemClock clock;
    auto start = storage::startHistory(path, clock.wallNow());
    if (!start)
        return 1;
    storage::HistoryKeeper keeper(*std::move(start), {}, clock);
    const auto tell = [&](health::MonitorUpdate update) {
        update.at = clock.moment();
        keeper.add(std::make_shared<const health::MonitorUpdate>(update));
    };
    std::vector<health::EndpointSnapshot> all;
    for (int i = 0; i < kept; ++i)
        all.push_back(testing::endpoint(keptId(i)));
    tell(testing::updateOf(std::move(all)));
    int checks = 0;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &keeper, [&] {
        health::MonitorUpdate update;
        update.events.push_back(testing::event(keptId(checks), clock.moment(), testing::success(1ms)));
        tell(std::move(update));
        say(++checks);
    });
    timer.start(1000ms / perSecond);
    return QCoreApplication::exec();
}

int runChild(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QString path = QString::fromLocal8Bit(argv[3]);
    return qstrcmp(argv[2], "keep") == 0 ? keepAsItComes(path) : writeAsFastAsItGoes(path);
}

// --- The tests.

/// Of each endpoint.
std::map<QString, int> checksIn(const QString &path)
{
    std::map<QString, int> checks;
    const auto reader = storage::HistoryReader::open(path);
    if (!reader)
        return checks;
    for (const auto &[id, bodies] : (*reader)->traces({storage::firstTime, storage::lastTime}))
        for (const storage::StoredBody &stored : bodies)
            checks[id] += int(stored.body.checks());
    return checks;
}

/// Such a child, and the numbers that it has said.
class Child
{
public:
    explicit Child(const QString &does)
    {
        m_process.start(QCoreApplication::applicationFilePath(),
                        {u"tst_history_crash"_s, u"--child"_s, does, path()});
    }
    [[nodiscard]] QString path() const { return m_folder.filePath(u"h.db"_s); }
    /// What it said last.
    int last()
    {
        m_said += m_process.readAllStandardOutput();
        const auto lines = m_said.left(m_said.lastIndexOf('\n') + 1).split('\n');
        return lines.size() < 2 ? 0 : lines.at(lines.size() - 2).toInt();
    }
    bool await(int number)
    {
        return QTest::qWaitFor([=, this] { return last() >= number; }, 60'000);
    }
    /// In the midst of what it does.
    void kill()
    {
        ::kill(static_cast<pid_t>(m_process.processId()), SIGKILL);
        m_process.waitForFinished();
    }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_said;
};

} // namespace

/// kill -9, at any moment.
class TestHistoryCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Of what was said to be stored, all is there; of what was under way, all or nothing.
    void whatWasStoredIsThere()
    {
        std::mt19937 random(20'260'101);
        for (int turn = 0; turn < testing::timesToRun(200); ++turn) {
            Child child(u"write"_s);
            if (turn % 4 != 0) // else while it is opened for the first time
                QVERIFY(child.await(1));
            QTest::qWait(int(random() % 300)); // any moment, and none that what it does has chosen
            child.kill();
            const int said = child.last();
            const auto found = testing::findLoad(child.path());
            QCOMPARE(found.integrity, u"ok"_s);
            QVERIFY2(found.batches == said || found.batches == said + 1,
                     qPrintable(u"%1 of %2 batches"_s.arg(found.batches).arg(said)));
            QCOMPARE(found.events, found.batches * testing::loadEndpoints);
        }
    }

    void noMoreThanFiveSecondsAreMissing()
    {
        std::vector<std::unique_ptr<Child>> children;
        for (int i = 0; i < std::max(testing::timesToRun(20), 4); ++i)
            children.push_back(std::make_unique<Child>(u"keep"_s));
        std::map<Child *, int> before; // five seconds before it is killed, at the least
        for (const auto &child : children)
            QVERIFY(child->await(perSecond * 2));
        for (const auto &child : children)
            before[child.get()] = child->last();
        for (const auto &child : children)
            QVERIFY(child->await(before[child.get()] + perSecond * 5));
        for (const auto &child : children) {
            child->kill();
            const std::map<QString, int> stored = checksIn(child->path());
            for (int i = 0; i < kept; ++i) {
                const int told = before[child.get()] / kept + (i < before[child.get()] % kept ? 1 : 0);
                const int found = stored.contains(keptId(i)) ? stored.at(keptId(i)) : 0;
                QVERIFY2(found >= told, qPrintable(u"%1 of %2"_s.arg(found).arg(told)));
            }
        }
    }
};

static int runChildOrTests(int argc, char **argv)
{
    if (argc == 4 && qstrcmp(argv[1], "--child") == 0)
        return runChild(argc, argv);
    return testing::runWithApplication<TestHistoryCrash, QCoreApplication>(argc, argv);
}

static FUSEBOX_TEST_ENTRY(TestHistoryCrash, &runChildOrTests)
#include "tst_history_crash.moc"

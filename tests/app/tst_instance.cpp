// SPDX-License-Identifier: GPL-3.0-or-later
#include <future>

#include <QDir>
#include <QFile>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "app/instance.h"
#include "core/storage/config_key.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace fusebox;
using app::Instance;
using app::InstanceFacts;

namespace {

const InstanceFacts inWindow{.pid = 17, .hasWindow = true, .display = QStringLiteral(":7")};
const InstanceFacts headless{.pid = 18, .terminal = QStringLiteral("/dev/pts/3")};

/// From a thread of its own, as from a process of its own: it waits for the answer.
std::optional<InstanceFacts> answerTo(const Instance &later, const QStringList &arguments = {})
{
    auto answer = std::async(std::launch::async, [&] { return later.askFirst(arguments); });
    const auto isThere = [&] {
        return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    };
    return QTest::qWaitFor(isThere, 10'000) ? answer.get() : std::nullopt;
}

} // namespace

class TestInstance final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whoComesLaterIsNotFirst();
    void whoIsFirstSaysWhoItIs();
    void aWindowOnTheSameDisplayComesForward_data();
    void aWindowOnTheSameDisplayComesForward();
    void whatIsLeftOverStopsNobody();
    void nobodyElseCanReachIt();
    void whereOthersCouldAnswerNobodyIsAsked();
    void nonsenseEndsTheConnectionAlone();
    void itIsSaidWhere();

private:
    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] QString socket() const
    {
        return path(u"fusebox/"_s + storage::configKey(path(u"a.json"_s)) + u".socket"_s);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestInstance::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_folder->path()));
}

void TestInstance::whoComesLaterIsNotFirst()
{
    {
        const Instance first(path(u"a.json"_s), inWindow);
        QVERIFY(first.isFirst());
        QVERIFY(!Instance(path(u"a.json"_s), inWindow).isFirst());
        QVERIFY(
            !Instance(path(u"../"_s + QDir(m_folder->path()).dirName() + u"/a.json"_s), headless).isFirst());
        QVERIFY(Instance(path(u"b.json"_s), inWindow).isFirst()); // of another configuration
    }
    QVERIFY(Instance(path(u"a.json"_s), inWindow).isFirst()); // the first is gone
}

void TestInstance::whoIsFirstSaysWhoItIs()
{
    for (const InstanceFacts &facts : {inWindow, headless}) {
        const Instance first(path(u"a.json"_s), facts);
        QCOMPARE(answerTo(Instance(path(u"a.json"_s), headless)), std::optional(facts));
    }
}

void TestInstance::aWindowOnTheSameDisplayComesForward_data()
{
    QTest::addColumn<bool>("isWindow");
    QTest::addColumn<QString>("display");
    QTest::addColumn<bool>("asksForWindow");
    QTest::addColumn<bool>("comesForward");
    QTest::newRow("here") << true << u":7"_s << true << true;
    QTest::newRow("on another display") << true << u":8"_s << true << false;
    QTest::newRow("headless") << false << u":7"_s << true << false;
    QTest::newRow("for one that is headless") << true << u":7"_s << false << false;
}

void TestInstance::aWindowOnTheSameDisplayComesForward()
{
    QFETCH(const bool, isWindow);
    QFETCH(const QString, display);
    QFETCH(const bool, asksForWindow);
    QFETCH(const bool, comesForward);
    const Instance first(path(u"a.json"_s),
                         {.pid = 1, .hasWindow = isWindow, .display = isWindow ? display : QString()});
    const QSignalSpy raised(&first, &Instance::raiseRequested);
    const Instance later(path(u"a.json"_s), asksForWindow ? inWindow : headless);
    qputenv("XDG_ACTIVATION_TOKEN", "of the desktop");
    QVERIFY(answerTo(later, {u"fusebox"_s, u"--duration"_s, u"1\n\"ż"_s}));
    QCOMPARE(raised.count(), comesForward ? 1 : 0);
    if (!comesForward)
        return;
    QCOMPARE(raised.first().at(0).toStringList(), (QStringList{u"fusebox"_s, u"--duration"_s, u"1\n\"ż"_s}));
    QCOMPARE(raised.first().at(1).toString(), u"of the desktop"_s);
}

/// A process that was killed removes nothing.
void TestInstance::whatIsLeftOverStopsNobody()
{
    QVERIFY(QDir().mkpath(path(u"fusebox"_s)));
    QVERIFY(
        QFile::setPermissions(path(u"fusebox"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    QFile left(socket());
    QVERIFY(left.open(QIODevice::WriteOnly));
    const Instance first(path(u"a.json"_s), headless);
    QVERIFY(first.isFirst());
    QCOMPARE(answerTo(Instance(path(u"a.json"_s), inWindow)), std::optional(headless));
}

void TestInstance::nobodyElseCanReachIt()
{
    const Instance first(path(u"a.json"_s), headless);
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                        QFile::WriteOther | QFile::ExeOther;
    QVERIFY(QFile::exists(socket()));
    QCOMPARE(QFile::permissions(socket()) & others, QFile::Permissions());
    QCOMPARE(QFile::permissions(path(u"fusebox"_s)) & others, QFile::Permissions());
}

void TestInstance::whereOthersCouldAnswerNobodyIsAsked()
{
    QVERIFY(QDir().mkpath(path(u"fusebox"_s)));
    QVERIFY(QFile::setPermissions(path(u"fusebox"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner |
                                                          QFile::WriteOther | QFile::ExeOther));
    const Instance one(path(u"a.json"_s), headless);
    const Instance other(path(u"a.json"_s), headless);
    QVERIFY(one.isFirst() && other.isFirst());
    QVERIFY(!QFile::exists(socket()));
    qputenv("XDG_RUNTIME_DIR", "relative");
    QVERIFY(Instance(path(u"b.json"_s), headless).isFirst());
}

void TestInstance::nonsenseEndsTheConnectionAlone()
{
    const Instance first(path(u"a.json"_s), inWindow);
    const QSignalSpy raised(&first, &Instance::raiseRequested);
    QLocalSocket flood;
    flood.connectToServer(socket());
    QVERIFY(flood.waitForConnected());
    flood.write(QByteArray(1024 * 1024, 'x'));
    QTRY_COMPARE_WITH_TIMEOUT(flood.state(), QLocalSocket::UnconnectedState, 10'000);
    QLocalSocket nonsense;
    nonsense.connectToServer(socket());
    QVERIFY(nonsense.waitForConnected());
    nonsense.write("[1, 2\n");
    QTRY_COMPARE_WITH_TIMEOUT(nonsense.state(), QLocalSocket::UnconnectedState, 10'000);
    QCOMPARE(raised.count(), 0);
    QVERIFY(answerTo(Instance(path(u"a.json"_s), inWindow)));
}

void TestInstance::itIsSaidWhere()
{
    QCOMPARE(app::whereIs(inWindow), u"process 17 has it in a window on :7"_s);
    QCOMPARE(app::whereIs(headless), u"process 18 watches it headless on /dev/pts/3"_s);
    QCOMPARE(app::whereIs(InstanceFacts{.pid = 19}), u"process 19 watches it headless"_s);
}

FUSEBOX_LOOP_TEST(TestInstance)
#include "tst_instance.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QThread>
#include <QTimer>
#include <QtTest>

#include "core/health/monitor/call_target.h"
#include "core/probe/loop/epoll_dispatcher.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using fusebox::probe::EpollDispatcher;

namespace {

/// Two connected sockets.
struct SocketPair
{
    SocketPair() { open(); }
    ~SocketPair() { close(); }
    void open()
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0)
            qFatal("no sockets");
    }
    void close()
    {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    void say() const { QCOMPARE(::write(ends[1], "x", 1), 1); }
    void hear() const
    {
        char byte = 0;
        QCOMPARE(::read(ends[0], &byte, 1), 1);
    }
    std::array<int, 2> ends = {};
};

/// A thread on our dispatcher; runs functions there, and waits for what they lead to.
class Loop
{
public:
    Loop()
    {
        m_thread.setEventDispatcher(new EpollDispatcher);
        m_target.moveToThread(&m_thread);
        m_thread.start();
    }
    ~Loop()
    {
        m_thread.quit();
        m_thread.wait();
    }
    void run(const std::function<void()> &function) { m_target.callAndWait(function); }
    [[nodiscard]] bool isOnIt() const { return QThread::currentThread() == &m_thread; }

private:
    QThread m_thread;
    fusebox::health::CallTarget m_target; ///< hands over in a way that ThreadSanitizer sees
};

} // namespace

class TestEpollDispatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAnotherThreadPostsWakesALoopThatWaits()
    {
        Loop loop;
        bool isOnIt = false;
        for (int i = 0; i < 1'000; ++i)
            loop.run([&] { isOnIt = loop.isOnIt(); });
        QVERIFY(isOnIt);
    }

    void whatTheLoopPostsToItselfIsDoneWithoutAnyOtherEvent()
    {
        Loop loop;
        std::atomic<int> turns = 0;
        std::unique_ptr<QObject> object;
        std::function<void()> again = [&] {
            if (++turns < 100)
                QMetaObject::invokeMethod(object.get(), again, Qt::QueuedConnection);
        };
        loop.run([&] {
            object = std::make_unique<QObject>();
            again();
        });
        QTRY_COMPARE(turns.load(), 100);
        loop.run([&] { object.reset(); });
    }

    void aReadableSocketActivatesItsNotifierUntilItIsRead()
    {
        Loop loop;
        const SocketPair pair;
        std::atomic<int> heard = 0;
        std::unique_ptr<QSocketNotifier> notifier;
        loop.run([&] {
            notifier = std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Read);
            connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), [&] {
                if (++heard >= 3) // told of again as long as it is not read
                    pair.hear();
            });
        });
        pair.say();
        QTRY_COMPARE(heard.load(), 3);
        loop.run([] {});
        QCOMPARE(heard.load(), 3);
        loop.run([&] { notifier.reset(); });
    }

    void aDisabledNotifierIsNotActivatedAndAnEnabledOneIsAgain()
    {
        Loop loop;
        const SocketPair pair;
        std::atomic<int> activations = 0;
        std::unique_ptr<QSocketNotifier> notifier;
        loop.run([&] {
            notifier = std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Write);
            connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), [&] {
                ++activations;
                notifier->setEnabled(false);
            });
        });
        QTRY_COMPARE(activations.load(), 1);
        loop.run([&] { notifier->setEnabled(true); });
        QTRY_COMPARE(activations.load(), 2);
        loop.run([&] { notifier.reset(); });
    }

    void theHangUpOfAPeerIsHeardByWhoeverReads()
    {
        Loop loop;
        SocketPair pair;
        std::atomic<bool> hasEnded = false;
        std::unique_ptr<QSocketNotifier> notifier;
        loop.run([&] {
            notifier = std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Read);
            connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), [&] {
                notifier->setEnabled(false);
                hasEnded = true;
            });
        });
        ::shutdown(pair.ends[1], SHUT_RDWR);
        QTRY_VERIFY(hasEnded.load());
        loop.run([&] { notifier.reset(); });
    }

    /// Within one turn: the kernel forgot the old socket when it was closed, and knows nothing of the new
    /// one.
    void aNewSocketWithTheNumberOfAClosedOneIsWatched()
    {
        Loop loop;
        SocketPair pair;
        std::atomic<int> heard = 0;
        std::unique_ptr<QSocketNotifier> notifier;
        const auto watch = [&] {
            notifier = std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Read);
            connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), [&] {
                pair.hear();
                ++heard;
            });
        };
        loop.run(watch);
        for (int i = 1; i <= 10; ++i) {
            pair.say();
            QTRY_COMPARE(heard.load(), i);
            loop.run([&] {
                const int number = pair.ends[0];
                notifier.reset();
                pair.close();
                pair.open();
                QCOMPARE(pair.ends[0], number);
                watch();
            });
        }
        loop.run([&] { notifier.reset(); });
    }

    /// Both are ready in the same turn; whichever comes first ends the other and puts a new, silent socket in
    /// its place, which must not be taken for the one that was ready.
    void whatWasReadyIsNotToldToAnotherSocketOfTheSameNumber()
    {
        Loop loop;
        std::array<SocketPair, 2> pairs;
        std::array<std::unique_ptr<QSocketNotifier>, 2> notifiers;
        std::atomic<int> activations = 0;
        const std::function<void(std::size_t)> watch = [&](std::size_t n) {
            notifiers[n] = std::make_unique<QSocketNotifier>(pairs[n].ends[0], QSocketNotifier::Read);
            connect(notifiers[n].get(), &QSocketNotifier::activated, notifiers[n].get(), [&, n] {
                ++activations;
                pairs[n].hear();
                notifiers[1 - n].reset();
                pairs[1 - n].close();
                pairs[1 - n].open();
                watch(1 - n);
            });
        };
        loop.run([&] {
            watch(0);
            watch(1);
            pairs[0].say();
            pairs[1].say();
        });
        loop.run([] {});
        loop.run([] {});
        QCOMPARE(activations.load(), 1);
        loop.run([&] { notifiers = {}; });
    }

    void aTimerFiresNotBeforeItsTimeAndAgainAndAgain()
    {
        Loop loop;
        QElapsedTimer since;
        std::unique_ptr<QTimer> timer;
        std::vector<qint64> fired;
        std::atomic<int> count = 0;
        loop.run([&] {
            since.start();
            timer = std::make_unique<QTimer>();
            connect(timer.get(), &QTimer::timeout, timer.get(), [&] {
                fired.push_back(since.nsecsElapsed());
                if (++count == 5)
                    timer->stop();
            });
            timer->start(4ms);
        });
        QTRY_COMPARE(count.load(), 5);
        loop.run([&] { timer.reset(); });
        for (std::size_t i = 0; i < fired.size(); ++i)
            QVERIFY2(fired[i] >= static_cast<qint64>(i + 1) * 4'000'000,
                     qPrintable(QString::number(fired[i])));
    }

    void aTimerThatIsStoppedInItsOwnEventIsGone()
    {
        Loop loop;
        std::atomic<int> count = 0;
        std::unique_ptr<QTimer> timer;
        loop.run([&] {
            timer = std::make_unique<QTimer>();
            timer->setSingleShot(true);
            connect(timer.get(), &QTimer::timeout, timer.get(), [&] { ++count; });
            timer->start(0ms);
        });
        QTRY_COMPARE(count.load(), 1);
        loop.run([&] { QCOMPARE(timer->remainingTime(), -1); });
        QCOMPARE(count.load(), 1);
        loop.run([&] { timer.reset(); });
    }

    void aLoopInsideAHandlerServesSocketsAndTimers()
    {
        Loop loop;
        const SocketPair pair;
        bool hasHeard = false;
        loop.run([&] {
            QEventLoop inner;
            QSocketNotifier notifier(pair.ends[0], QSocketNotifier::Read);
            connect(&notifier, &QSocketNotifier::activated, &inner, [&] {
                pair.hear();
                hasHeard = true;
                inner.quit();
            });
            QTimer::singleShot(1ms, &inner, [&] { pair.say(); });
            inner.exec();
        });
        QVERIFY(hasHeard);
    }

    /// More than one turn takes from the kernel.
    void allOfManyReadySocketsAreServed()
    {
        constexpr int many = 1'000;
        Loop loop;
        std::vector<SocketPair> pairs(many);
        std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
        std::atomic<int> heard = 0;
        loop.run([&] {
            for (const SocketPair &pair : pairs) {
                notifiers.push_back(std::make_unique<QSocketNotifier>(pair.ends[0], QSocketNotifier::Read));
                connect(notifiers.back().get(), &QSocketNotifier::activated, notifiers.back().get(), [&] {
                    pair.hear();
                    ++heard;
                });
                pair.say();
            }
        });
        QTRY_COMPARE(heard.load(), many);
        loop.run([&] { notifiers.clear(); });
    }
};

FUSEBOX_LOOP_TEST(TestEpollDispatcher)
#include "tst_epoll_dispatcher.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

#include <QDeadlineTimer>
#include <QSignalSpy>
#include <QTest>

#include "app/line_output.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using fusebox::app::LineOutput;

namespace {

/// A pipe whose ends close with it.
class Pipe
{
public:
    Pipe() { m_open = ::pipe2(m_ends.data(), O_CLOEXEC) == 0; }
    ~Pipe()
    {
        closeReader();
        ::close(m_ends[1]);
    }
    Q_DISABLE_COPY_MOVE(Pipe)

    [[nodiscard]] bool isOpen() const { return m_open; }
    [[nodiscard]] int writer() const { return m_ends[1]; }
    void closeReader()
    {
        if (m_ends[0] >= 0)
            ::close(std::exchange(m_ends[0], -1));
    }
    /// What is there now.
    [[nodiscard]] QByteArray read() const
    {
        QByteArray buffer(64 * 1024, Qt::Uninitialized);
        ::fcntl(m_ends[0], F_SETFL, O_NONBLOCK);
        const ssize_t count = ::read(m_ends[0], buffer.data(), static_cast<std::size_t>(buffer.size()));
        return buffer.left(std::max<ssize_t>(count, 0));
    }

private:
    std::array<int, 2> m_ends{-1, -1};
    bool m_open = false;
};

/// What comes through within ten seconds, up to `size` bytes.
QByteArray receive(const Pipe &pipe, qsizetype size)
{
    QByteArray received;
    for (const QDeadlineTimer patience(10s); received.size() < size && !patience.hasExpired();) {
        QCoreApplication::processEvents();
        received += pipe.read();
    }
    return received;
}

} // namespace

class TestLineOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aLineIsThereAtOnce();
    void aSlowReaderBlocksNothingAndLosesNothing();
    void aReaderFarBehindLosesWholeLinesAndIsToldOnce();
    void aReaderThatIsGoneEndsIt();
    void aFullMediumEndsItWithItsError();
    void drainingGivesUpOnAReaderThatReadsNothing();
};

void TestLineOutput::initTestCase()
{
    std::signal(SIGPIPE, SIG_IGN);
}

void TestLineOutput::aLineIsThereAtOnce()
{
    const Pipe pipe;
    QVERIFY(pipe.isOpen());
    LineOutput output(pipe.writer());
    output.write("one\n");
    QCOMPARE(pipe.read(), "one\n"); // without any turn of the event loop
}

void TestLineOutput::aSlowReaderBlocksNothingAndLosesNothing()
{
    const Pipe pipe;
    LineOutput output(pipe.writer());
    QByteArray expected;
    for (int i = 0; i < 300; ++i) { // 300 kB: a pipe takes 64
        const QByteArray line = QByteArray::number(i).rightJustified(999) + '\n';
        expected += line;
        output.write(line);
    }
    QCOMPARE(receive(pipe, expected.size()), expected);
}

void TestLineOutput::aReaderFarBehindLosesWholeLinesAndIsToldOnce()
{
    const Pipe pipe;
    LineOutput output(pipe.writer());
    const QSignalSpy behind(&output, &LineOutput::fellBehind);
    const QByteArray line = QByteArray(1024 * 1024 - 1, 'x') + '\n';
    for (int i = 0; i < 20; ++i)
        output.write(line);
    QCOMPARE(behind.count(), 1);
    QCOMPARE(receive(pipe, 16 * line.size()), line.repeated(16));
    output.write("again\n");
    QCOMPARE(receive(pipe, 6), "again\n");
}

void TestLineOutput::aReaderThatIsGoneEndsIt()
{
    Pipe pipe;
    LineOutput output(pipe.writer());
    const QSignalSpy closed(&output, &LineOutput::closed);
    pipe.closeReader();
    output.write("one\n");
    output.write("two\n");
    QCOMPARE(closed.count(), 1);
}

void TestLineOutput::aFullMediumEndsItWithItsError()
{
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    QVERIFY(full >= 0);
    LineOutput output(full);
    const QSignalSpy failed(&output, &LineOutput::failed);
    output.write("one\n");
    QCOMPARE(failed.count(), 1);
    QCOMPARE(failed.first().first().toInt(), ENOSPC);
    ::close(full);
}

void TestLineOutput::drainingGivesUpOnAReaderThatReadsNothing()
{
    const Pipe pipe;
    LineOutput output(pipe.writer());
    output.write(QByteArray(1024 * 1024, 'x') + '\n');
    output.drain(1ms);
    QVERIFY(pipe.read().size() < 1024 * 1024); // and we are here
}

FUSEBOX_LOOP_TEST(TestLineOutput)
#include "tst_line_output.moc"

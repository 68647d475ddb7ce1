// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include <QTcpServer>
#include <QTest>

#include "app/demo/fault_server.h"
#include "core/probe/contract/machine_lack.h"
#include "core/probe/factory/network_probe_factory.h"
#include "core/probe/names/name_resolver.h"
#include "core/probe/names/system_resolver.h"
#include "core/probe/transport/socket_failure.h"
#include "tests/core/probe/probe_run.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using resilience::ErrorClass;
using resilience::RejectedBy;

/// What this machine lacks is told as that, wherever on the way to a peer it is met.
class TestMachineLack final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errorsOfThisMachineAreNoPeers_data();
    void errorsOfThisMachineAreNoPeers();
    void withoutDescriptorsNobodyIsAccused_data();
    void withoutDescriptorsNobodyIsAccused();
};

namespace {

/// No descriptor is to be had while it lives; those that are open stay so.
class NoDescriptors
{
public:
    NoDescriptors()
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        ::close(next); // the lowest that is free: there may be others above
        const rlimit none{static_cast<rlim_t>(next), m_before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    Q_DISABLE_COPY_MOVE(NoDescriptors)

private:
    rlimit m_before = {};
};

} // namespace

void TestMachineLack::errorsOfThisMachineAreNoPeers_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<bool>("isOurs");
    for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, EAGAIN, ENOSPC})
        QTest::newRow(std::strerror(error)) << error << true;
    for (const int error : {ECONNREFUSED, ECONNRESET, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EPIPE, EACCES,
                            EPERM, EAFNOSUPPORT, EINVAL})
        QTest::newRow(std::strerror(error)) << error << false;
}

void TestMachineLack::errorsOfThisMachineAreNoPeers()
{
    QFETCH(const int, error);
    QFETCH(const bool, isOurs);
    const resilience::Failure failure = failureFromErrno(error);
    QCOMPARE(isLack(failure), isOurs);
    QCOMPARE(failure.errorClass == ErrorClass::Rejected, isOurs);
    QVERIFY(!failure.detail.empty());
}

void TestMachineLack::withoutDescriptorsNobodyIsAccused_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("tcp") << u"tcp://127.0.0.1:%1"_s;
    QTest::newRow("http") << u"http://127.0.0.1:%1/"_s;
    QTest::newRow("https") << u"https://127.0.0.1:%1/"_s;
    QTest::newRow("IPv6") << u"http://[::1]:%1/"_s;
    QTest::newRow("a name of both families") << u"http://localhost:%1/"_s;
    QTest::newRow("a name asked of DNS") << u"http://name.example:%1/"_s;
    QTest::newRow("a name asked of the system") << u"http://name.local:%1/"_s;
    QTest::newRow("a question to a name server") << u"dns://127.0.0.1:%1/name.example"_s;
    QTest::newRow("a question to the system's name servers") << u"dns:///name.example"_s;
}

void TestMachineLack::withoutDescriptorsNobodyIsAccused()
{
    QFETCH(const QString, url);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const testing::SteadyClock clock;
    NetworkProbeFactory factory(clock);
    ProbeRequest request;
    request.url = QUrl(url.contains("%1"_L1) ? url.arg(server.serverPort()) : url);
    request.timeouts.total = 10s;
    const auto probe = factory.create(request);
    std::optional<ProbeResult> result;
    connect(probe.get(), &Probe::finished, this, [&](const ProbeResult &found) { result = found; });
    {
        const NoDescriptors none;
        probe->start();
        QTRY_VERIFY_WITH_TIMEOUT(result, 15'000);
    }
    QVERIFY(result->failure);
    QVERIFY2(isLack(*result->failure), result->failure->detail.c_str());
    QVERIFY(!result->failure->as<DnsFault>() && !result->failure->proxyFault &&
            !result->failure->as<TlsFault>());
}

FUSEBOX_LOOP_TEST(TestMachineLack)
#include "tst_machine_lack.moc"

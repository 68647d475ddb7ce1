// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/settings/host_scope.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::settings;

class TestHostScope final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHostIsAsFarAsItsNameTells_data();
    void aHostIsAsFarAsItsNameTells();
};

void TestHostScope::aHostIsAsFarAsItsNameTells_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<settings::HostScope>("scope");
    const auto row = [](const char *host, settings::HostScope scope) {
        QTest::newRow(*host ? host : "none: the system's DNS servers") << QString::fromLatin1(host) << scope;
    };
    using enum settings::HostScope;
    for (const char *host :
         {"127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", "localhost", "api.localhost", "localhost."})
        row(host, Loopback);
    for (const char *host :
         {"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "::ffff:10.1.2.3",
          "169.254.1.1", "fe80::1", "fd00::1", "fc00::1", "printer.local", "nas"})
        row(host, Private);
    for (const char *host :
         {"", "example.org", "9.255.255.255", "11.0.0.1", "172.15.255.255", "172.32.0.1", "192.167.1.1",
          "192.169.1.1", "2001:db8::1", "local.example", "notlocalhost.org"})
        row(host, Public);
}

void TestHostScope::aHostIsAsFarAsItsNameTells()
{
    QFETCH(const QString, host);
    QFETCH(const settings::HostScope, scope);
    QCOMPARE(scopeOf(host), scope);
}

FUSEBOX_PLAIN_TEST(TestHostScope)
#include "tst_host_scope.moc"

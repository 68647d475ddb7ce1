// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryFile>
#include <QTest>

#include "core/probe/names/resolv_conf.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using namespace Qt::StringLiterals;

/// resolv.conf as systems write it.
class TestResolvConf final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isReadAsItIsWritten_data();
    void isReadAsItIsWritten();
    void noBytesDoHarm();
    void withoutAServerThisMachineIsAsked();
    void serversOfTheSettingsTakeThePlaceOfTheFiles();
    void environmentComesAfterTheFile();
};

namespace {

using Texts = QList<QByteArray>;

ResolvConf with(const QStringList &servers, const Texts &search = {})
{
    ResolvConf conf{.search = search};
    for (const QString &server : servers)
        conf.servers.push_back({QHostAddress(server), 53});
    return conf;
}

} // namespace

void TestResolvConf::init()
{
    qunsetenv("LOCALDOMAIN");
    qunsetenv("RES_OPTIONS");
}

void TestResolvConf::isReadAsItIsWritten_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ResolvConf>("conf");
    const auto row = [](const char *name, const QByteArray &text, const ResolvConf &conf) {
        QTest::newRow(name) << text << conf;
    };
    const ResolvConf one = with({u"192.0.2.1"_s});
    row("nothing", "", {});
    row("one server", "nameserver 192.0.2.1\n", one);
    row("no line end", "nameserver 192.0.2.1", one);
    row("CR LF", "nameserver 192.0.2.1\r\nsearch a.test b.test\r\n",
        with({u"192.0.2.1"_s}, {"a.test", "b.test"}));
    row("tabs and blanks", "nameserver\t 192.0.2.1 \t\n\n", one);
    row("blanks before", "  nameserver 192.0.2.1\n", one);
    row("comments", "# nameserver 192.0.2.9\n;nameserver 192.0.2.9\nnameserver 192.0.2.1 # ours\n", one);
    row("comment without a blank", "nameserver 192.0.2.1;ours\nsearch a.test#b.test\n",
        with({u"192.0.2.1"_s}, {"a.test"}));
    row("several", "nameserver 192.0.2.1\nnameserver 2001:db8::1\n",
        with({u"192.0.2.1"_s, u"2001:db8::1"_s}));
    row("more than three",
        "nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3\nnameserver 10.0.0.4\n",
        with({u"10.0.0.1"_s, u"10.0.0.2"_s, u"10.0.0.3"_s, u"10.0.0.4"_s}));
    row("zone", "nameserver fe80::1%eth0\n", with({u"fe80::1%eth0"_s}));
    row("the same address in two zones", "nameserver fe80::1%eth0\nnameserver fe80::1%wlan0\n",
        with({u"fe80::1%eth0"_s, u"fe80::1%wlan0"_s}));
    row("any address is this machine", "nameserver 0.0.0.0\nnameserver ::\n",
        with({u"127.0.0.1"_s, u"::1"_s}));
    row("no address", "nameserver\nnameserver dns.test\nnameserver 192.0.2.1\n", one);
    row("systemd-resolved",
        "# This is /run/systemd/resolve/stub-resolv.conf managed by man:systemd-resolved(8).\n"
        "nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n",
        with({u"127.0.0.53"_s}, {""}));
    row("search", "search corp.test lab.test\n", with({}, {"corp.test", "lab.test"}));
    row("the last search", "search a.test\nsearch b.test c.test\n", with({}, {"b.test", "c.test"}));
    row("search after domain", "domain a.test\nsearch b.test\n", with({}, {"b.test"}));
    row("domain after search", "search a.test b.test\ndomain c.test\n", with({}, {"c.test"}));
    row("one domain", "domain a.test b.test\n", with({}, {"a.test"}));
    row("empty search", "search a.test\nsearch\n", {});
    row("dots around", "search a.test. .b.test\n", with({}, {"a.test", "b.test"}));
    row("root among others", "search a.test . b.test\n", with({}, {"a.test", "", "b.test"}));
    row("more than six domains", "search a b c d e f g h\n",
        with({}, {"a", "b", "c", "d", "e", "f", "g", "h"}));
    row("ndots", "options ndots:5\n", {.ndots = 5});
    row("ndots among others", "options timeout:1 ndots:2 attempts:1 rotate edns0 trust-ad\n", {.ndots = 2});
    row("ndots of nothing", "options ndots:\n", {.ndots = 0});
    row("ndots beyond what there is", "options ndots:99\n", {.ndots = 15});
    row("negative ndots", "options ndots:-1\n", {.ndots = 0});
    row("options add up", "options ndots:3\noptions rotate\n", {.ndots = 3});
    row("the last of an option", "options ndots:3\noptions ndots:4\n", {.ndots = 4});
    row("use-vc", "options use-vc\n", {.overTcp = true});
    row("no-aaaa", "options no-aaaa\n", {.asksForIPv6 = false});
    row("no-tld-query", "options no-tld-query\n", {.triesShortAsIs = false});
    row("options we do not have", "options single-request inet6 debug ndots rotate:2\n", {});
    row("keywords we do not have", "sortlist 10.0.0.0\nlookup file bind\nnameservers 192.0.2.1\n", {});
}

void TestResolvConf::isReadAsItIsWritten()
{
    QFETCH(const QByteArray, text);
    QFETCH(const ResolvConf, conf);
    const ResolvConf read = resolvConfFrom(text);
    QCOMPARE(read.servers, conf.servers);
    QCOMPARE(read.search, conf.search);
    QVERIFY(read == conf);
}

void TestResolvConf::noBytesDoHarm()
{
    const ResolvConf read = resolvConfFrom(QByteArray("nameserver \0\xff\n", 14) + QByteArray(100'000, 'x') +
                                           "\nsearch " + QByteArray("a ").repeated(100'000) + '\n' +
                                           QByteArray("nameserver 10.0.0.1\n").repeated(1'000));
    QVERIFY(read.search.size() < 1'000);
    QVERIFY(read.servers.size() < 100);
}

void TestResolvConf::withoutAServerThisMachineIsAsked()
{
    const ResolvConf conf = readResolvConf({.resolvConf = u"/nonexistent/resolv.conf"_s, .port = 5353});
    QCOMPARE(conf.servers, (QList<DnsServer>{{QHostAddress(QHostAddress::LocalHost), 5353}}));
}

void TestResolvConf::serversOfTheSettingsTakeThePlaceOfTheFiles()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("nameserver 192.0.2.1\nsearch a.test\n");
    file.close();
    const QList<DnsServer> servers{{QHostAddress(u"192.0.2.7"_s), 54}};
    const ResolvConf conf = readResolvConf({.servers = servers, .resolvConf = file.fileName()});
    QCOMPARE(conf.servers, servers);
    QCOMPARE(conf.search, Texts{"a.test"});
}

void TestResolvConf::environmentComesAfterTheFile()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("search a.test\noptions ndots:2");
    file.close();
    qputenv("LOCALDOMAIN", "b.test c.test");
    qputenv("RES_OPTIONS", "ndots:7 use-vc");
    const ResolvConf conf = readResolvConf({.resolvConf = file.fileName()});
    init();
    QCOMPARE(conf.search, (Texts{"b.test", "c.test"}));
    QCOMPARE(conf.ndots, 7);
    QVERIFY(conf.overTcp);
}

FUSEBOX_PLAIN_TEST(TestResolvConf)
#include "tst_resolv_conf.moc"

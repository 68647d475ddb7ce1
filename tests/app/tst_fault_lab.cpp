// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSet>
#include <QTcpSocket>
#include <QTest>

#include "app/demo/fault_lab.h"
#include "tests/support/test_program.h"

using namespace fusebox::demo;
using namespace Qt::StringLiterals;

class TestFaultLab : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFaultHasAUrlOfItsOwn();
    void servesWhatItLists();
};

void TestFaultLab::everyFaultHasAUrlOfItsOwn()
{
    const FaultLab lab;
    QSet<QString> names;
    QSet<QUrl> urls;
    for (const ServedFault &fault : lab.faults()) {
        names.insert(fault.url.scheme() + u':' + fault.name);
        urls.insert(fault.url);
        const bool isHere = fault.url.host() == u"127.0.0.1"_s || fault.url.host() == u"localhost"_s;
        QVERIFY(isHere ? fault.url.port() > 0 : fault.url.host().endsWith(u".invalid"_s));
    }
    QCOMPARE(names.size(), qsizetype(lab.faults().size()));
    QCOMPARE(urls.size(), qsizetype(lab.faults().size()));
    for (const QString &scheme : {u"http"_s, u"https"_s, u"ws"_s, u"dns"_s})
        QVERIFY(std::ranges::count(urls, scheme, &QUrl::scheme) > 5);
}

void TestFaultLab::servesWhatItLists()
{
    const FaultLab lab;
    const auto fault = std::ranges::find(lab.faults(), u"half a status line"_s, &ServedFault::name);
    QVERIFY(fault != lab.faults().end());
    QTcpSocket socket;
    socket.connectToHost(fault->url.host(), static_cast<quint16>(fault->url.port()));
    QTRY_COMPARE(socket.state(), QAbstractSocket::ConnectedState);
    socket.write("GET / HTTP/1.1\r\n\r\n");
    QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(socket.readAll(), "HTTP/1.1 20");
}

FUSEBOX_LOOP_TEST(TestFaultLab)
#include "tst_fault_lab.moc"

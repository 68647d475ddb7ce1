// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/names/name_search.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::probe;
using enum fusebox::probe::DnsFault;

/// Which names a name may stand for, and what becomes of it if they are not there.
class TestNameSearch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void candidatesComeInTheirOrder_data();
    void candidatesComeInTheirOrder();
    void faultOfACandidateIsPassedOverOrEndsIt_data();
    void faultOfACandidateIsPassedOverOrEndsIt();
};

namespace {

using Names = QList<QByteArray>;
using Faults = QList<DnsFault>;

} // namespace

void TestNameSearch::candidatesComeInTheirOrder_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<ResolvConf>("conf");
    QTest::addColumn<Names>("candidates");
    const auto row = [](const char *label, const QByteArray &name, const ResolvConf &conf,
                        const Names &candidates) { QTest::newRow(label) << name << conf << candidates; };
    const ResolvConf two{.search = {"a.test", "b.test"}};
    row("no search list", "db", {}, {"db"});
    row("one label", "db", two, {"db.a.test", "db.b.test", "db"});
    row("enough dots", "db.x", two, {"db.x", "db.x.a.test", "db.x.b.test"});
    row("too few dots", "db.x", {.search = {"a.test"}, .ndots = 2}, {"db.x.a.test", "db.x"});
    row("Kubernetes", "api.example.com",
        {.search = {"ns.svc.cluster.local", "svc.cluster.local"}, .ndots = 5},
        {"api.example.com.ns.svc.cluster.local", "api.example.com.svc.cluster.local", "api.example.com"});
    row("no dots needed", "db", {.search = {"a.test"}, .ndots = 0}, {"db", "db.a.test"});
    row("absolute", "db.", two, {"db"});
    row("absolute with dots", "db.x.", two, {"db.x"});
    row("root alone", "db", {.search = {""}}, {"db"});
    row("root alone, with dots", "db.x", {.search = {""}}, {"db.x"});
    row("root among others", "db", {.search = {"a.test", "", "b.test"}}, {"db.a.test", "db", "db.b.test"});
    row("root twice", "db", {.search = {"", ""}}, {"db"});
    row("not as it is", "db", {.search = {"a.test"}, .triesShortAsIs = false}, {"db.a.test"});
    row("not as it is, but with dots", "db.x", {.search = {"a.test"}, .ndots = 2, .triesShortAsIs = false},
        {"db.x.a.test", "db.x"});
    row("not as it is, but nothing else", "db", {.triesShortAsIs = false}, {"db"});
    const QByteArray label(63, 'x');
    row("too long below a domain", label + '.' + label + '.' + label + '.' + label.left(58),
        {.search = {"a.test"}, .ndots = 9}, {label + '.' + label + '.' + label + '.' + label.left(58)});
}

void TestNameSearch::candidatesComeInTheirOrder()
{
    QFETCH(const QByteArray, name);
    QFETCH(const ResolvConf, conf);
    NameSearch search(name, conf);
    Names candidates{search.candidate()};
    while (!search.failed(NoSuchName))
        candidates.push_back(search.candidate());
    QTEST(candidates, "candidates");
}

void TestNameSearch::faultOfACandidateIsPassedOverOrEndsIt_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<Faults>("faults");
    QTest::addColumn<QByteArray>("last");
    QTest::addColumn<DnsFault>("whole");
    const auto row = [](const char *label, const QByteArray &name, const Faults &faults,
                        const QByteArray &last,
                        DnsFault whole) { QTest::newRow(label) << name << faults << last << whole; };
    row("none is there", "db", {NoSuchName, NoSuchName, NoSuchName}, "db", NoSuchName);
    row("one that is there without an address ends it", "db", {NoData}, "db.a.test", NoData);
    row("so does a later one", "db", {NoSuchName, NoData}, "db.b.test", NoData);
    row("a server's failure is passed over, and told", "db", {ServerFailure, NoSuchName, NoSuchName}, "db",
        ServerFailure);
    row("whatever comes of the name as it is is told", "db", {ServerFailure, NoSuchName, Refused}, "db",
        Refused);
    row("a refusal leads to the name as it is", "db", {Refused, NoSuchName}, "db", Refused);
    row("so does what cannot be read", "db", {BadAnswer, NoSuchName}, "db", BadAnswer);
    row("and an unreachable server", "db", {Unreachable, Unreachable}, "db", Unreachable);
    row("as it is first: its fault is told", "db.x", {ServerFailure, NoSuchName, NoSuchName}, "db.x.b.test",
        ServerFailure);
    row("as it is first: not another's", "db.x", {NoSuchName, ServerFailure, Refused}, "db.x.b.test",
        NoSuchName);
    row("as it is first: a refusal ends it", "db.x", {Refused}, "db.x", Refused);
}

void TestNameSearch::faultOfACandidateIsPassedOverOrEndsIt()
{
    QFETCH(const QByteArray, name);
    QFETCH(const Faults, faults);
    NameSearch search(name, {.search = {"a.test", "b.test"}});
    for (const DnsFault fault : faults.first(faults.size() - 1))
        QVERIFY(!search.failed(fault));
    QTEST(search.candidate(), "last");
    const auto whole = search.failed(faults.back());
    QVERIFY(whole);
    QTEST(*whole, "whole");
}

FUSEBOX_PLAIN_TEST(TestNameSearch)
#include "tst_name_search.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/names/system_resolver.h"

using namespace fusebox;
using namespace Qt::StringLiterals;

class TestSystemResolver final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void localhostIsFoundLater();
    void destroyedLookupNeverCallsBack();
    void callbackMayDestroyItsLookup();
};

void TestSystemResolver::localhostIsFoundLater()
{
    probe::SystemResolver resolver;
    std::optional<probe::Resolver::Answer> answer;
    const auto lookup = resolver.resolve(u"localhost"_s, {}, [&](const auto &a) { answer = a; });
    QVERIFY(!answer);
    QTRY_VERIFY(answer);
    QVERIFY(answer->has_value());
    QVERIFY(answer->value().first().isLoopback());
}

void TestSystemResolver::destroyedLookupNeverCallsBack()
{
    probe::SystemResolver resolver;
    int forgotten = 0;
    bool later = false;
    auto lookup = resolver.resolve(u"localhost"_s, {}, [&](const auto &) { ++forgotten; });
    lookup.reset();
    const auto second = resolver.resolve(u"localhost"_s, {}, [&](const auto &) { later = true; });
    QTRY_VERIFY(later);
    QCOMPARE(forgotten, 0);
}

void TestSystemResolver::callbackMayDestroyItsLookup()
{
    probe::SystemResolver resolver;
    std::unique_ptr<probe::Resolver::Lookup> lookup;
    bool called = false;
    lookup = resolver.resolve(u"localhost"_s, {}, [&](const auto &) {
        lookup.reset();
        called = true;
    });
    QTRY_VERIFY(called);
}

QTEST_GUILESS_MAIN(TestSystemResolver)
#include "tst_system_resolver.moc"

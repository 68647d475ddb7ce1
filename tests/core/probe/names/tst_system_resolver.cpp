// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>

#include <QSemaphore>
#include <QTest>

#include "core/probe/names/system_resolver.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace Qt::StringLiterals;

class TestSystemResolver final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void localhostIsFoundLater();
    void destroyedLookupNeverCallsBack();
    void callbackMayDestroyItsLookup();
    void muteNamesDelayNoOther();
    void oneNameIsLookedUpOnceForAllWhoAskMeanwhile();
    void familyIsEachAskersOwn();
    void goingWaitsForNoLookup();
};

namespace {

/// A resolver of the system, and how it is with its servers: names that begin with "mute" have an answer only
/// when they are let go on.
struct System
{
    ~System() { mute->release(1'000); } // for those that still wait

    std::shared_ptr<QSemaphore> mute = std::make_shared<QSemaphore>();
    std::shared_ptr<std::atomic<int>> asked = std::make_shared<std::atomic<int>>(0);

    [[nodiscard]] probe::SystemResolver::LookUp lookUp() const
    {
        return [mute = mute, asked = asked](const QString &host) {
            ++*asked;
            if (host.startsWith(u"mute"))
                mute->acquire();
            QHostInfo info;
            info.setAddresses({QHostAddress(u"192.0.2.1"_s), QHostAddress(u"2001:db8::1"_s)});
            return info;
        };
    }
};

} // namespace

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

void TestSystemResolver::muteNamesDelayNoOther()
{
    System system;
    probe::SystemResolver resolver(system.lookUp());
    std::vector<std::unique_ptr<probe::Resolver::Lookup>> lookups;
    int answered = 0;
    for (int i = 0; i < 200; ++i)
        lookups.push_back(resolver.resolve(u"mute%1"_s.arg(i), {}, [&](const auto &) { ++answered; }));
    bool found = false;
    const auto other =
        resolver.resolve(u"other"_s, {}, [&](const auto &answer) { found = answer.has_value(); });
    QTRY_VERIFY(found);
    QCOMPARE(answered, 0);
}

void TestSystemResolver::oneNameIsLookedUpOnceForAllWhoAskMeanwhile()
{
    System system;
    probe::SystemResolver resolver(system.lookUp());
    std::vector<std::unique_ptr<probe::Resolver::Lookup>> lookups;
    int answered = 0;
    for (int i = 0; i < 50; ++i) {
        lookups.push_back(resolver.resolve(u"Mute"_s, {}, [](const auto &) { qFatal("was forgotten"); }));
        lookups.back().reset();
        lookups.back() = resolver.resolve(u"mute"_s, {}, [&](const auto &) { ++answered; });
    }
    QTRY_COMPARE(*system.asked, 1);
    system.mute->release();
    QTRY_COMPARE(answered, 50);
    QCOMPARE(*system.asked, 1);
}

void TestSystemResolver::familyIsEachAskersOwn()
{
    System system;
    probe::SystemResolver resolver(system.lookUp());
    std::optional<probe::Resolver::Answer> v4;
    std::optional<probe::Resolver::Answer> v6;
    const auto one = resolver.resolve(u"mute"_s, {.family = probe::AddressFamily::IPv4},
                                      [&](const auto &answer) { v4 = answer; });
    const auto other = resolver.resolve(u"mute"_s, {.family = probe::AddressFamily::IPv6},
                                        [&](const auto &answer) { v6 = answer; });
    system.mute->release();
    QTRY_VERIFY(v4 && v6);
    QCOMPARE(**v4, QList{QHostAddress(u"192.0.2.1"_s)});
    QCOMPARE(**v6, QList{QHostAddress(u"2001:db8::1"_s)});
}

/// Else a program could not end while a name server is mute.
void TestSystemResolver::goingWaitsForNoLookup()
{
    System system;
    auto resolver = std::make_unique<probe::SystemResolver>(system.lookUp());
    const auto lookup = resolver->resolve(u"mute"_s, {}, [](const auto &) { qFatal("nobody is there"); });
    QTRY_COMPARE(*system.asked, 1);
    resolver.reset();
    QCOMPARE(system.mute->available(), 0);
    system.mute->release();
    QTRY_COMPARE(system.mute->available(), 0); // it has gone on, to nobody
    QCoreApplication::processEvents();
}

FUSEBOX_LOOP_TEST(TestSystemResolver)
#include "tst_system_resolver.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include "core/health/values/wire_names.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::health;
using namespace Qt::StringLiterals;

/// What is written into events and files: whatever may happen has a name there.
class TestWireNames final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyValueHasANameOfItsOwn_data();
    void everyValueHasANameOfItsOwn();
    void whatIsOnlyMeasuredHasAName();
};

namespace {

using Names = QStringList;

/// From the first enumerator to `last`.
template <typename Enum>
Names namesUpTo(Enum last)
{
    Names names;
    for (int value = 0; value <= static_cast<int>(last); ++value)
        names.append(wireName(static_cast<Enum>(value)));
    return names;
}

/// Of an enumeration that ends in a count.
template <typename Enum>
Names namesBelow(Enum count)
{
    return namesUpTo(static_cast<Enum>(static_cast<int>(count) - 1));
}

} // namespace

void TestWireNames::everyValueHasANameOfItsOwn_data()
{
    QTest::addColumn<Names>("names");
    QTest::newRow("status") << namesBelow(Status::Count);
    QTest::newRow("reason") << namesUpTo(ReasonKind::Warning);
    QTest::newRow("outcome of a check") << namesUpTo(CheckOutcome::Fallback);
    QTest::newRow("gap") << namesUpTo(GapCause::NoResources);
    QTest::newRow("cause") << namesUpTo(CauseKind::Resolver);
    QTest::newRow("incident") << namesUpTo(IncidentChange::Dropped);
    QTest::newRow("source") << namesUpTo(resilience::Source::Static);
    QTest::newRow("web socket") << namesUpTo(WebSocketChange::Stopped);
    QTest::newRow("by hand") << namesUpTo(ManualAct::SendMessage);
    QTest::newRow("phase") << namesBelow(probe::Phase::Count);
    QTest::newRow("error class") << namesBelow(resilience::ErrorClass::Count);
    QTest::newRow("timeout") << namesUpTo(resilience::TimeoutScope::Total);
    QTest::newRow("circuit") << namesUpTo(resilience::EffectiveState::MeasureOnly);
    QTest::newRow("transition") << namesUpTo(resilience::TransitionReason::ForcedOpenExpired);
}

void TestWireNames::everyValueHasANameOfItsOwn()
{
    QFETCH(const Names, names);
    static const QRegularExpression plain(u"^[a-z0-9_]+$"_s);
    for (const QString &name : names)
        QVERIFY2(plain.match(name).hasMatch(), qPrintable(name));
    QCOMPARE(QSet<QString>(names.begin(), names.end()).size(), names.size());
}

void TestWireNames::whatIsOnlyMeasuredHasAName()
{
    QCOMPARE(wireName(resilience::EffectiveState::MeasureOnly), "measure_only"_L1);
}

FUSEBOX_PLAIN_TEST(TestWireNames)
#include "tst_wire_names.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/storage/history/codec/circuit_codec.h"
#include "tests/core/storage/history/stored_examples.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace std::chrono_literals;
using resilience::SavedCircuit;
using resilience::TimePoint;
using storage::decodeCircuit;
using storage::encodeCircuit;
using storage::StoredFault;

namespace {

constexpr TimePoint now(500h);

SavedCircuit fullCircuit()
{
    using namespace resilience;
    SavedCircuit saved{.savedAt = now,
                       .state = CircuitState::Open,
                       .openUntil = now + 17s,
                       .forced = ForcedState::ForcedOpen,
                       .forcedUntil = now + 1h,
                       .since = now - 13s,
                       .reopenings = 3,
                       .consecutiveFailures = 5,
                       .generation = 99,
                       .rateCalls = 20};
    for (int i = 0; i < 20; ++i) {
        WindowCounts counts;
        counts[Outcome::Failure] = static_cast<std::uint32_t>(i);
        saved.calls.push_back({now - 60s + i * 3s, counts});
        saved.failures.push_back(now - 30s + i * 1ms);
    }
    saved.lastErrors.add(ErrorClass::Reset, now - 2s);
    saved.lastTrip =
        testing::transition(EffectiveState::HalfOpen, EffectiveState::Open, TransitionReason::TrialFailed);
    saved.lastTrip->at = now - 13s;
    return saved;
}

} // namespace

class TestCircuitCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCircuitComesBackOnAClockOfItsOwn()
    {
        const SavedCircuit saved = fullCircuit();
        const auto back = decodeCircuit(encodeCircuit(saved));
        QVERIFY(back);
        QVERIFY(shifted(*back, now - TimePoint()) == saved);
    }

    void aNewCircuitIsShort()
    {
        QVERIFY(encodeCircuit({.savedAt = now, .since = now}).size() < 24);
        QVERIFY(*decodeCircuit(encodeCircuit({})) == SavedCircuit());
    }

    void timesAtTheirEndsComeBack()
    {
        SavedCircuit saved{.savedAt = {}, .openUntil = TimePoint::max(), .forcedUntil = TimePoint::max()};
        QVERIFY(*decodeCircuit(encodeCircuit(saved)) == saved);
    }

    void anotherVersionIsNewer()
    {
        QByteArray bytes = encodeCircuit(fullCircuit());
        bytes[0] = 9;
        QCOMPARE(decodeCircuit(bytes).error(), StoredFault::Newer);
    }

    void damageIsReadToItsEnd()
    {
        testing::readDamaged(encodeCircuit(fullCircuit()), [](const QByteArray &bytes) {
            if (const auto saved = decodeCircuit(bytes))
                (void)shifted(*saved, 1h);
        });
    }
};

FUSEBOX_PLAIN_TEST(TestCircuitCodec)
#include "tst_circuit_codec.moc"

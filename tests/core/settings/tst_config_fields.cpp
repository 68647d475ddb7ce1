// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/match/json_pointer.h"
#include "core/settings/config_fields.h"
#include "core/settings/field_tables.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::settings;
using namespace Qt::StringLiterals;

class TestConfigFields final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void placeInTheFileFollowsFromTheKey_data();
    void placeInTheFileFollowsFromTheKey();
    void circuitsTakeTheBoundsOfTheTableAsTheyAre_data();
    void circuitsTakeTheBoundsOfTheTableAsTheyAre();
    void patternsTakeTheLengthOfTheTable();
};

void TestConfigFields::placeInTheFileFollowsFromTheKey_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("pointer");
    QTest::newRow("field") << u"interval"_s << QString() << u"/interval"_s;
    QTest::newRow("field of a section") << u"http.bearer"_s << QString() << u"/http/bearer"_s;
    QTest::newRow("name") << u"http.headers"_s << u"X-Key"_s << u"/http/headers/X-Key"_s;
    QTest::newRow("name with marks of its own")
        << u"http.headers"_s << u"a~/.b"_s << u"/http/headers/a~0~1.b"_s;
}

void TestConfigFields::placeInTheFileFollowsFromTheKey()
{
    QFETCH(const QString, key);
    QFETCH(const QString, name);
    const QString pointer = name.isEmpty() ? pointerTo(key) : pointerTo(key, name);
    QTEST(pointer, "pointer");
    const auto parsed = probe::JsonPointer::parse(pointer);
    QVERIFY(parsed);
    QCOMPARE(QString::fromStdString(parsed->tokens().back()), name.isEmpty() ? key.section(u'.', -1) : name);
}

void TestConfigFields::circuitsTakeTheBoundsOfTheTableAsTheyAre_data()
{
    QTest::addColumn<EndpointConfig>("config");
    const auto row = [](const Field &field, const auto &at, auto value) {
        EndpointConfig config;
        *at.of(config) = value;
        QTest::addRow("%s: %s", field.key.data(), qPrintable(QString::number(value))) << config;
    };
    for (const Field &field : circuitFields()) {
        if (const auto *count = std::get_if<At<Count>>(&field.kind)) {
            row(field, *count, count->shape.minimum);
            row(field, *count, count->shape.maximum);
        } else if (const auto *number = std::get_if<At<Number>>(&field.kind)) {
            row(field, *number, number->shape.minimum);
            row(field, *number, number->shape.maximum);
        }
    }
}

void TestConfigFields::circuitsTakeTheBoundsOfTheTableAsTheyAre()
{
    QFETCH(const EndpointConfig, config);
    QVERIFY(resilience::sanitized(config.circuit) == config.circuit);
}

void TestConfigFields::patternsTakeTheLengthOfTheTable()
{
    QVERIFY(probe::BodyPattern::create(QString(Pattern::maxLength, u'a')));
    QVERIFY(!probe::BodyPattern::create(QString(Pattern::maxLength + 1, u'a')));
}

FUSEBOX_PLAIN_TEST(TestConfigFields)
#include "tst_config_fields.moc"

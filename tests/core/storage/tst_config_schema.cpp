// SPDX-License-Identifier: GPL-3.0-or-later
#include <rapidjson/document.h>
#include <rapidjson/schema.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include "core/settings/config_fields.h"
#include "core/settings/field_use.h"
#include "core/settings/limit_fields.h"
#include "core/storage/config_file.h"
#include "core/storage/config_reference.h"
#include "core/storage/config_schema.h"
#include "tests/core/storage/config_examples.h"
#include "tests/support/test_program.h"

using namespace Qt::StringLiterals;
using namespace fusebox;

namespace {

QByteArray schemaText()
{
    QFile file(QStringLiteral(FUSEBOX_CONFIG_SCHEMA));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool satisfiesSchema(const QByteArray &json)
{
    rapidjson::Document schemaJson;
    const QByteArray text = schemaText();
    schemaJson.Parse(text.constData(), static_cast<std::size_t>(text.size()));
    const rapidjson::SchemaDocument schema(schemaJson);
    rapidjson::Document document;
    document.Parse<rapidjson::kParseCommentsFlag>(json.constData(), static_cast<std::size_t>(json.size()));
    rapidjson::SchemaValidator validator(schema);
    return !document.HasParseError() && document.Accept(validator);
}

QJsonObject endpointSchema()
{
    const QJsonObject schema = QJsonDocument::fromJson(schemaText()).object();
    return schema[u"definitions"_s].toObject()[u"endpoint"_s].toObject();
}

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}

/// "id", "timeouts", "timeouts/dns": each with what the schema must say of it.
void collect(std::span<const settings::Field> fields, const QString &parent,
             QMap<QString, settings::FieldKind> &all)
{
    for (const settings::Field &field : fields) {
        const QString path = parent + field.key;
        all.insert(path, field.kind);
        if (const auto *section = std::get_if<settings::Section>(&field.kind))
            collect(section->fields(), path + u'/', all);
    }
}

/// Fields whose object is one value to the table.
bool isOneValue(const QString &path)
{
    return path == u"http/basic"_s;
}

void collect(const QJsonObject &object, const QString &parent, QMap<QString, QJsonObject> &all)
{
    const QJsonObject properties = object[u"properties"_s].toObject();
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        all.insert(parent + it.key(), it->toObject());
        if (!isOneValue(parent + it.key()))
            collect(it->toObject(), parent + it.key() + u'/', all);
    }
}

/// A value with every default the schema states.
QJsonObject defaultsOf(const QJsonObject &object)
{
    QJsonObject result;
    const QJsonObject properties = object[u"properties"_s].toObject();
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        const QJsonObject property = it->toObject();
        if (property.contains(u"required"_s)) // one value, and none by default
            continue;
        if (property.contains(u"properties"_s))
            result[it.key()] = defaultsOf(property);
        else if (property.contains(u"default"_s))
            result[it.key()] = property[u"default"_s];
    }
    return result;
}

/// What an endpoint of this scheme may have of it.
QJsonObject usedBy(const QString &scheme, const QString &path, QJsonObject settings)
{
    for (auto it = settings.begin(); it != settings.end();) {
        if (it->isObject())
            *it = usedBy(scheme, path + it.key() + u'.', it->toObject());
        const settings::Field *field = settings::findField(path + it.key());
        const bool isUsed = !field || settings::isUsedBy(probe::findScheme(scheme), *field);
        it = isUsed ? std::next(it) : settings.erase(it);
    }
    return settings;
}

QStringList wordsOf(const QJsonValue &list)
{
    return list.toVariant().toStringList();
}

/// Fails the test where the schema states another bound than the table.
template <typename Kind>
void compareBounds(const QJsonObject &, const Kind &)
{
}
void compareBounds(const QJsonObject &stated, const settings::At<settings::Count> &field)
{
    QCOMPARE(stated[u"minimum"_s].toInt(-1), field.shape.minimum);
    QCOMPARE(stated[u"maximum"_s].toInt(), field.shape.maximum);
}
void compareBounds(const QJsonObject &stated, const settings::At<settings::Optional<settings::Count>> &field)
{
    QCOMPARE(stated[u"minimum"_s].toInt(-1), field.shape.shape.minimum);
    QCOMPARE(stated[u"maximum"_s].toInt(), field.shape.shape.maximum);
}
void compareBounds(const QJsonObject &stated, const settings::At<settings::Size> &field)
{
    QCOMPARE(stated[u"minimum"_s].toInteger(-1), field.shape.minimum);
    QCOMPARE(stated[u"maximum"_s].toInteger(), field.shape.maximum);
}
void compareBounds(const QJsonObject &stated, const settings::At<settings::Optional<settings::Size>> &field)
{
    QCOMPARE(stated[u"minimum"_s].toInteger(-1), field.shape.shape.minimum);
    QCOMPARE(stated[u"maximum"_s].toInteger(), field.shape.shape.maximum);
}
void compareBounds(const QJsonObject &stated, const settings::At<settings::Number> &field)
{
    QCOMPARE(stated[u"minimum"_s].toDouble(-1), field.shape.minimum);
    QCOMPARE(stated[u"maximum"_s].toDouble(), field.shape.maximum);
}
void compareBounds(const QJsonObject &stated, const settings::At<settings::Text> &field)
{
    QCOMPARE(stated[u"maxLength"_s].toInt(), field.shape.maxLength);
}
template <typename Enum>
void compareBounds(const QJsonObject &stated, const settings::At<settings::Choice<Enum>> &field)
{
    const QStringList words(field.shape.words.begin(), field.shape.words.end());
    QCOMPARE(wordsOf(stated[u"enum"_s]), words);
}

} // namespace

class TestConfigSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("FUSEBOX_TEST_SECRET", "hidden"); }
    void committedPagesAreWhatTheTableSays_data();
    void committedPagesAreWhatTheTableSays();
    void knowsTheKeysTheParserKnows();
    void statesTheBoundsTheParserHolds();
    void statesTheDefaultsTheParserGives_data();
    void statesTheDefaultsTheParserGives();
    void statesADefaultForEveryValueThatHasOne();
    void forbidsUnknownKeysInEveryObject();
    void allowsGoodExamples_data();
    void allowsGoodExamples();
    void refusesBadExamples_data();
    void refusesBadExamples();
    void agreesWithTheParserOnEveryValue_data();
    void agreesWithTheParserOnEveryValue();
    void agreesWithTheParserOnNamesOfHeaders_data();
    void agreesWithTheParserOnNamesOfHeaders();
    void statesTheLimitsTheParserHolds();
    void readmeShowsTheDefaults();
};

void TestConfigSchema::committedPagesAreWhatTheTableSays_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("printed");
    QTest::newRow("--print-schema") << QStringLiteral(FUSEBOX_CONFIG_SCHEMA) << storage::configSchema();
    QTest::newRow("--print-reference")
        << QStringLiteral(FUSEBOX_SETTINGS_REFERENCE) << storage::configReference();
}

void TestConfigSchema::committedPagesAreWhatTheTableSays()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, printed);
    QFile committed(file);
    QVERIFY(committed.open(QIODevice::ReadOnly));
    QVERIFY2(committed.readAll() == printed, "print it anew: see the row's name");
}

void TestConfigSchema::knowsTheKeysTheParserKnows()
{
    QMap<QString, settings::FieldKind> fields;
    QMap<QString, QJsonObject> properties;
    collect(settings::endpointFields(), {}, fields);
    collect(endpointSchema(), {}, properties);
    QCOMPARE(sorted(properties.keys()), sorted(fields.keys()));
}

void TestConfigSchema::statesTheBoundsTheParserHolds()
{
    QMap<QString, settings::FieldKind> fields;
    QMap<QString, QJsonObject> properties;
    collect(settings::endpointFields(), {}, fields);
    collect(endpointSchema(), {}, properties);
    for (auto it = fields.begin(); it != fields.end(); ++it)
        std::visit([&](const auto &kind) { compareBounds(properties[it.key()], kind); }, *it);
}

/// Together they have a use for every key.
void TestConfigSchema::statesTheDefaultsTheParserGives_data()
{
    QTest::addColumn<QString>("url");
    for (const auto *url : {"https://a.example", "wss://a.example", "tls://a.example:1", "dns:///a.example"})
        QTest::newRow(url) << QString::fromLatin1(url);
}

void TestConfigSchema::statesTheDefaultsTheParserGives()
{
    QFETCH(const QString, url);
    QJsonObject endpoint = usedBy(url.section(u':', 0, 0), {}, defaultsOf(endpointSchema()));
    endpoint[u"url"_s] = url;
    const QByteArray json = QJsonDocument(QJsonObject{{u"endpoints"_s, QJsonArray{endpoint}}}).toJson();
    const auto stated = storage::parseConfig(json);
    const auto given = storage::parseConfig(R"({"endpoints": [{"url": ")" + url.toUtf8() + R"("}]})");
    QVERIFY2(stated, stated ? "" : qPrintable(stated.error().toString()));
    QVERIFY(given);
    QCOMPARE(*stated, *given);
}

void TestConfigSchema::statesADefaultForEveryValueThatHasOne()
{
    const QStringList without{u"exec/folder"_s,
                              u"group"_s,
                              u"http/basic"_s,
                              u"http/bearer"_s,
                              u"http/body"_s,
                              u"http/expect/body_contains"_s,
                              u"http/expect/body_matches"_s,
                              u"id"_s,
                              u"name"_s,
                              u"proxy/password"_s,
                              u"proxy/url"_s,
                              u"proxy/user"_s,
                              u"tcp/expect"_s,
                              u"tcp/send"_s,
                              u"tls/ca_file"_s,
                              u"tls/client_certificate"_s,
                              u"tls/client_key"_s,
                              u"tls/pin"_s,
                              u"url"_s,
                              u"websocket/basic"_s,
                              u"websocket/bearer"_s,
                              u"websocket/expect/contains"_s,
                              u"websocket/expect/matches"_s,
                              u"websocket/keepalive/send"_s,
                              u"websocket/send"_s};
    QStringList silent;
    QMap<QString, QJsonObject> properties;
    collect(endpointSchema(), {}, properties);
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        if (!it->contains(u"default"_s) && !it->contains(u"properties"_s))
            silent += it.key();
    }
    QCOMPARE(sorted(silent), without);
}

void TestConfigSchema::forbidsUnknownKeysInEveryObject()
{
    QMap<QString, QJsonObject> properties;
    collect(endpointSchema(), {}, properties);
    properties.insert(u"endpoint"_s, endpointSchema());
    properties.insert(u"root"_s, QJsonDocument::fromJson(schemaText()).object());
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        if (it->contains(u"properties"_s))
            QVERIFY2(!it->value(u"additionalProperties"_s).toBool(true), qPrintable(it.key()));
    }
}

void TestConfigSchema::allowsGoodExamples_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const auto &example : testing::goodExamples())
        QTest::newRow(example.name) << example.json;
}

void TestConfigSchema::allowsGoodExamples()
{
    QFETCH(const QByteArray, json);
    QVERIFY(satisfiesSchema(json));
    const auto config = storage::parseConfig(json);
    QVERIFY(config);
    QVERIFY2(satisfiesSchema(storage::writeConfig(*config)), "what is written must satisfy it too");
}

void TestConfigSchema::refusesBadExamples_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const auto &example : testing::badExamples()) {
        if (example.schemaSees)
            QTest::newRow(example.name) << example.json;
    }
}

void TestConfigSchema::refusesBadExamples()
{
    QFETCH(const QByteArray, json);
    QVERIFY(!satisfiesSchema(json));
}

void TestConfigSchema::agreesWithTheParserOnEveryValue_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isGood");
    for (const auto &value : testing::valuesOfKeys())
        QTest::newRow((QByteArray(value.path) + ' ' + value.json.left(60)).constData())
            << testing::endpointWith(value) << value.isGood;
}

void TestConfigSchema::agreesWithTheParserOnEveryValue()
{
    QFETCH(const QByteArray, json);
    QFETCH(const bool, isGood);
    const auto config = storage::parseConfig(json);
    QVERIFY2(bool(config) == isGood, config ? "taken" : qPrintable(config.error().toString()));
    QCOMPARE(satisfiesSchema(json), isGood);
    if (config)
        QVERIFY2(satisfiesSchema(storage::writeConfig(*config)), "what is written must satisfy it too");
}

void TestConfigSchema::agreesWithTheParserOnNamesOfHeaders_data()
{
    QTest::addColumn<bool>("isGood");
    for (const auto *name : {"Accept", "x-1_~", "Host", "connections"})
        QTest::newRow(name) << true;
    for (const auto *name : {"", "a b", "a:", "\u017c", "Content-Length", "transfer-ENCODING", "Connection",
                             "Expect", "HTTP2-Settings", "te"})
        QTest::newRow(name) << false;
}

/// RapidJSON does not know "propertyNames", so what it states is looked at by hand.
void TestConfigSchema::agreesWithTheParserOnNamesOfHeaders()
{
    QFETCH(const bool, isGood);
    const QByteArray name = QTest::currentDataTag();
    const auto config =
        storage::parseConfig(testing::endpointWith({"http/headers", "{\"" + name + "\": \"v\"}", isGood}));
    QCOMPARE(bool(config), isGood);
    const QJsonObject definitions =
        QJsonDocument::fromJson(schemaText()).object()[u"definitions"_s].toObject();
    const QJsonObject names = definitions[u"headers"_s].toObject()[u"propertyNames"_s].toObject();
    const auto matches = [&name](const QJsonObject &schema) {
        return QRegularExpression(schema[u"pattern"_s].toString()).match(QString::fromUtf8(name)).hasMatch();
    };
    QCOMPARE(matches(names) && !matches(names[u"not"_s].toObject()), isGood);
}

void TestConfigSchema::statesTheLimitsTheParserHolds()
{
    const QJsonObject schema = QJsonDocument::fromJson(schemaText()).object();
    const QJsonObject section = schema[u"properties"_s].toObject()[u"limits"_s].toObject();
    const QJsonObject stated = section[u"properties"_s].toObject();
    QCOMPARE(std::size_t(stated.size()), settings::LimitFields.size());
    QVERIFY(!section[u"additionalProperties"_s].toBool(true));
    for (const settings::LimitField &field : settings::LimitFields) {
        const QJsonObject property = stated[field.key].toObject();
        std::visit(
            [&property](const auto &limit) {
                QCOMPARE(property[u"minimum"_s].toDouble(-1), double(limit.shape.minimum));
                QCOMPARE(property[u"maximum"_s].toDouble(-1), double(limit.shape.maximum));
                QCOMPARE(property[u"default"_s].toDouble(-1), double(settings::LimitSettings{}.*limit.value));
            },
            field.limit);
    }
}

void TestConfigSchema::readmeShowsTheDefaults()
{
    QFile file(QStringLiteral(FUSEBOX_README));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString example = QString::fromUtf8(file.readAll()).section(u"```"_s, 1, 1).mid(4);
    QVERIFY(satisfiesSchema(example.toUtf8()));
    const auto config = storage::parseConfig(example.toUtf8());
    QVERIFY2(config, config ? "" : qPrintable(config.error().toString()));
    settings::EndpointConfig expected;
    expected.id = u"orders"_s;
    expected.name = u"Orders API"_s;
    expected.asked = QUrl(u"https://orders.example/health"_s);
    QCOMPARE(config->endpoints, std::vector{expected});
}

FUSEBOX_LOOP_TEST(TestConfigSchema)
#include "tst_config_schema.moc"

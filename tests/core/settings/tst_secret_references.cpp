// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/settings/config_fields.h"
#include "core/settings/option_text.h"
#include "core/settings/secret_filling.h"
#include "tests/support/test_program.h"

using namespace fusebox;
using namespace fusebox::settings;
using namespace Qt::StringLiterals;

namespace {

const SecretReference Token{SecretSource::Keyring, u"TOKEN"_s};
const SecretReference Variable{SecretSource::Environment, u"TOKEN"_s};
const SecretReference Key{SecretSource::File, u"/run/keys/a b"_s};

/// What is literal in brackets, what is referred to in angles: "[a]<${env:B}>".
QString shown(const tl::expected<TextParts, ReferenceFault> &parts)
{
    if (!parts)
        return u"fault %1 %2"_s.arg(static_cast<int>(parts.error().error)).arg(parts.error().word);
    QString text;
    for (const TextPart &part : *parts) {
        if (const auto *literal = std::get_if<QByteArray>(&part))
            text += u'[' + QString::fromUtf8(*literal) + u']';
        else
            text += u'<' + referenceText(std::get<SecretReference>(part)) + u'>';
    }
    return text;
}

QUrl url(const QString &text)
{
    return parseEndpointUrl(text).value();
}

QString faultOf(ReferenceError error, const char *word)
{
    return shown(tl::unexpected(ReferenceFault{error, QString::fromLatin1(word)}));
}

} // namespace

class TestSecretReferences final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyThreeAreReferences_data();
    void onlyThreeAreReferences();
    void manyReferencesAreTooMany();
    void urlsKeepTheirReferences_data();
    void urlsKeepTheirReferences();
    void everyPlaceIsFilledIn_data();
    void everyPlaceIsFilledIn();
    void whatIsFilledInIsKnownToBeMasked();
    void urlsAreFilledInEncoded();
    void aProxyIsWhatItsReferenceSays();
    void whatIsMissingIsToldByNameAndReason();
    void valuesHaveToFitWhereTheyAreToStand_data();
    void valuesHaveToFitWhereTheyAreToStand();
    void withoutReferencesNothingChanges();
};

void TestSecretReferences::onlyThreeAreReferences_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("parts");
    const auto row = [](const char *text, const QString &parts) {
        QTest::newRow(text) << QString::fromUtf8(text) << parts;
    };
    row("", u""_s);
    row("plain", u"[plain]"_s);
    row("${secret:a-b.c/d@e_1}", u"<${secret:a-b.c/d@e_1}>"_s);
    row("Bearer ${env:TOKEN}!", u"[Bearer ]<${env:TOKEN}>[!]"_s);
    row("${file:/run/a b}${file:rel}", u"<${file:/run/a b}><${file:rel}>"_s);
    row("$${env:TOKEN}", u"[${env:TOKEN}]"_s);
    row("$$${env:TOKEN}", u"[$${env:TOKEN}]"_s);
    row("$", u"[$]"_s);
    row("$$", u"[$$]"_s);
    row("${", u"[${]"_s);
    row("$5 {a} ${} ${name} ${a:b} ${a:-b} ${:}", u"[$5 {a} ${} ${name} ${a:b} ${a:-b} ${:}]"_s);
    row("${1env:A} ${e nv:A} ${variable:A}", u"[${1env:A} ${e nv:A} ${variable:A}]"_s);
    row("${sceret:A}", faultOf(ReferenceError::UnknownSource, "sceret"));
    row("${secrets:A}", faultOf(ReferenceError::UnknownSource, "secrets"));
    row("${ENV:A}", faultOf(ReferenceError::UnknownSource, "ENV"));
    row("${fil:A}", faultOf(ReferenceError::UnknownSource, "fil"));
    row("${env:A", faultOf(ReferenceError::Unclosed, "env"));
    row("${env:}", faultOf(ReferenceError::BadName, "env"));
    row("${env:1A}", faultOf(ReferenceError::BadName, "env"));
    row("${secret:a b}", faultOf(ReferenceError::BadName, "secret"));
    row("${secret:}", faultOf(ReferenceError::BadName, "secret"));
    row("${file:}", faultOf(ReferenceError::BadName, "file"));
    row("${file:a\nb}", faultOf(ReferenceError::BadName, "file"));
}

void TestSecretReferences::onlyThreeAreReferences()
{
    QFETCH(const QString, text);
    QTEST(shown(partsIn(text.toUtf8())), "parts");
}

void TestSecretReferences::manyReferencesAreTooMany()
{
    QVERIFY(partsIn(QByteArray("${env:A}").repeated(mostReferences)));
    QCOMPARE(partsIn(QByteArray("${env:A}").repeated(mostReferences + 1)).error().error,
             ReferenceError::TooMany);
    QCOMPARE(partsIn(QByteArray(1'000'000, '$'))->size(), 1u); // and at once
}

void TestSecretReferences::urlsKeepTheirReferences_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("parts");
    QTest::newRow("query") << u"https://a/?t=${secret:TOKEN}&b=1"_s
                           << u"[https://a/?t=]<${secret:TOKEN}>[&b=1]"_s;
    QTest::newRow("path") << u"https://a/${env:TOKEN}/x"_s << u"[https://a/]<${env:TOKEN}>[/x]"_s;
    QTest::newRow("blank in a path") << u"https://a/?t=${file:/run/keys/a b}"_s
                                     << u"[https://a/?t=]<${file:/run/keys/a b}>"_s;
    QTest::newRow("meant as it is") << u"https://a/?q=$${env:A}&r={b}"_s
                                    << u"[https://a/?q=$%7Benv:A%7D&r=%7Bb%7D]"_s;
    QTest::newRow("none") << u"https://a/?q=up{job=1}"_s << u"[https://a/?q=up%7Bjob=1%7D]"_s;
}

void TestSecretReferences::urlsKeepTheirReferences()
{
    QFETCH(const QString, text);
    QTEST(shown(partsIn(url(text))), "parts");
    QCOMPARE(url(urlText(url(text))), url(text));
    if (!text.contains(u"{b}"_s) && !text.contains(u"{job"_s) && !text.contains(u' '))
        QCOMPARE(urlText(url(text)), text);
}

void TestSecretReferences::everyPlaceIsFilledIn_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QString>("key");
    const auto row = [](const char *scheme, const char *key) {
        QTest::newRow(key) << QString::fromLatin1(scheme) << QString::fromLatin1(key);
    };
    row("http", "http.headers");
    row("http", "http.body");
    row("http", "http.basic");
    row("http", "http.bearer");
    row("http", "proxy.user");
    row("http", "proxy.password");
    row("http", "fallback.urls");
    row("http", "url");
    row("tcp", "tcp.send");
    row("ws", "websocket.headers");
    row("ws", "websocket.basic");
    row("ws", "websocket.bearer");
    row("ws", "websocket.send");
    row("ws", "websocket.keepalive.send");
    row("ws", "websocket.keepalive.answer");
    row("exec", "exec.env");
}

namespace {

/// The text of a place, put there or read there, by the field's type of value.
struct PlaceText
{
    EndpointConfig &config;
    const QByteArray *put; ///< null: read

    QByteArray operator()(const Section &) const { return {}; }
    template <typename Shape>
    QByteArray operator()(const At<Shape> &at) const
    {
        return of(*at.of(config));
    }

private:
    QByteArray of(QString &text) const
    {
        if (put)
            text = QString::fromUtf8(*put);
        return text.toUtf8();
    }
    QByteArray of(QByteArray &text) const { return put ? text = *put : text; }
    QByteArray of(std::vector<probe::HttpField> &fields) const
    {
        if (put)
            fields = {{"A", *put}};
        return fields.front().value;
    }
    QByteArray of(std::vector<probe::KeepaliveAnswer> &answers) const
    {
        if (put)
            answers.emplace_back().send = QString::fromUtf8(*put);
        return answers.front().send.toUtf8();
    }
    QByteArray of(probe::HttpAuthentication &authentication) const
    {
        if (put && put->startsWith("B"))
            authentication = probe::BearerAuthentication{QString::fromUtf8(*put)};
        else if (put)
            authentication = probe::BasicAuthentication{u"me"_s, QString::fromUtf8(*put)};
        if (const auto *bearer = std::get_if<probe::BearerAuthentication>(&authentication))
            return bearer->token.toUtf8();
        return std::get<probe::BasicAuthentication>(authentication).password.toUtf8();
    }
    QByteArray of(std::vector<QUrl> &urls) const
    {
        if (put)
            urls = {url(u"http://b/"_s + QString::fromUtf8(*put))};
        return urls.front().toEncoded().mid(9);
    }
    QByteArray of(Asked &asked) const
    {
        if (put)
            asked.setUrl(url(u"http://b/"_s + QString::fromUtf8(*put)));
        return asked.url().toEncoded().mid(9);
    }
    template <typename Value>
    QByteArray of(Value &) const
    {
        return "no text";
    }
};

EndpointConfig endpoint(const QString &scheme)
{
    EndpointConfig config;
    config.asked.setUrl(QUrl(scheme == u"exec"_s ? u"exec:"_s : scheme + u"://host:1"_s));
    return config;
}

} // namespace

void TestSecretReferences::everyPlaceIsFilledIn()
{
    QFETCH(const QString, scheme);
    QFETCH(const QString, key);
    EndpointConfig config = endpoint(scheme);
    const QByteArray before = key.endsWith(u"bearer"_s) ? "B${env:TOKEN}" : "x${env:TOKEN}";
    std::visit(PlaceText{config, &before}, findField(key)->kind);
    QCOMPARE(referencesIn(config), std::set{Variable});

    const auto filled = filledIn(config, {{Variable, QByteArray("s3cret")}});
    QVERIFY(filled);
    EndpointConfig after = *filled;
    QCOMPARE(std::visit(PlaceText{after, nullptr}, findField(key)->kind), before.left(1) + "s3cret");
    QVERIFY(!filledIn(config, {}));
}

void TestSecretReferences::whatIsFilledInIsKnownToBeMasked()
{
    EndpointConfig config = endpoint(u"http"_s);
    config.find<probe::HttpOptions>()->body = "${env:TOKEN} ${secret:TOKEN} ${env:TOKEN} $${x}";
    const auto filled = filledIn(config, {{Variable, QByteArray("one")}, {Token, QByteArray("two\n")}});
    QVERIFY(filled);
    QCOMPARE(filled->part<probe::HttpOptions>().body, "one two\n one ${x}");
    QCOMPARE(filled->secrets, (std::vector<QByteArray>{"one", "two\n"}));
}

void TestSecretReferences::urlsAreFilledInEncoded()
{
    EndpointConfig config;
    config.asked.setUrl(url(u"https://host:1/${secret:TOKEN}?q=${env:TOKEN}&r={1}"_s));
    const auto filled =
        filledIn(config, {{Token, QByteArray("T0/B0/x?y#z")}, {Variable, QByteArray("a&b=ü%41")}});
    QVERIFY(filled);
    QCOMPARE(filled->url().toEncoded(), "https://host:1/T0/B0/x%3Fy%23z?q=a%26b%3D%C3%BC%2541&r=%7B1%7D");
    QCOMPARE(config.url(), url(u"https://host:1/${secret:TOKEN}?q=${env:TOKEN}&r={1}"_s));
}

void TestSecretReferences::aProxyIsWhatItsReferenceSays()
{
    EndpointConfig config = endpoint(u"http"_s);
    auto &proxy = *config.find<probe::ProxyOptions>();
    proxy = *parseProxyUrl(u"${env:TOKEN}"_s);
    QVERIFY(isProxied(config));
    QCOMPARE(proxyUrlText(proxy), u"${env:TOKEN}"_s);
    const auto filled = filledIn(config, {{Variable, QByteArray("socks5://127.0.0.1:1080")}});
    QVERIFY(filled);
    QCOMPARE(filled->part<probe::ProxyOptions>().kind, probe::ProxyKind::Socks5);
    QCOMPARE(filled->part<probe::ProxyOptions>().host, u"127.0.0.1"_s);
    QCOMPARE(filled->part<probe::ProxyOptions>().port, 1080);

    const auto bad = filledIn(config, {{Variable, QByteArray("gopher://127.0.0.1")}});
    QVERIFY(!bad);
    QCOMPARE(bad.error().front().reason.why, SecretLack::Unfit);
}

void TestSecretReferences::whatIsMissingIsToldByNameAndReason()
{
    EndpointConfig config = endpoint(u"http"_s);
    config.find<probe::HttpOptions>()->body = "${env:TOKEN} ${secret:TOKEN} ${file:/run/keys/a b}";
    const auto filled = filledIn(config, {{Variable, QByteArray("known")},
                                          {Token, tl::unexpected(NoSecret{SecretLack::KeyringLocked})}});
    QVERIFY(!filled);
    QCOMPARE(filled.error(), (std::vector<MissingSecret>{{Token, {SecretLack::KeyringLocked}},
                                                         {Key, {SecretLack::NotAsked}}}));
}

void TestSecretReferences::valuesHaveToFitWhereTheyAreToStand_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("lack"); // -1: none
    const auto row = [](const char *name, const char *key, const QByteArray &value, int lack) {
        QTest::newRow(name) << QString::fromLatin1(key) << value << lack;
    };
    const int unfit = static_cast<int>(SecretLack::Unfit);
    const int tooLong = static_cast<int>(SecretLack::TooLong);
    row("a header is a line", "http.headers", "a\r\nX: b", unfit);
    row("a header is text", "http.headers", "\xff", unfit);
    row("a header may hold blanks", "http.headers", "a b", -1);
    row("a header has an end", "http.headers", QByteArray(8193, 'a'), tooLong);
    row("a bearer is a word", "http.bearer", "a b", unfit);
    row("a body is anything", "http.body", QByteArray("\0\n\xff", 3), -1);
    row("a path is encoded", "url", "a\nb", -1);
}

void TestSecretReferences::valuesHaveToFitWhereTheyAreToStand()
{
    QFETCH(const QString, key);
    QFETCH(const QByteArray, value);
    EndpointConfig config = endpoint(u"http"_s);
    const QByteArray text = key.endsWith(u"bearer"_s) ? "B${env:TOKEN}" : "${env:TOKEN}";
    std::visit(PlaceText{config, &text}, findField(key)->kind);
    const auto filled = filledIn(config, {{Variable, value}});
    QTEST(filled ? -1 : static_cast<int>(filled.error().front().reason.why), "lack");
}

void TestSecretReferences::withoutReferencesNothingChanges()
{
    EndpointConfig config = endpoint(u"http"_s);
    config.asked.setUrl(url(u"http://host/?q=$1{x}"_s));
    config.find<probe::HttpOptions>()->body = "${x} ${a:b} $";
    config.find<probe::HttpOptions>()->expect.bodyContains = "${env:TOKEN}";
    config.name = u"${env:TOKEN}"_s;
    QVERIFY(referencesIn(config).empty());
    QCOMPARE(filledIn(config, {}).value(), config);
}

FUSEBOX_LOOP_TEST(TestSecretReferences)
#include "tst_secret_references.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/contract/secret_mask.h"
#include "core/probe/contract/secrets.h"
#include "tests/support/test_program.h"

using namespace fusebox::probe;
using namespace Qt::StringLiterals;

/// Whatever form a peer gives to a secret, it is not shown.
class TestSecretMask final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formsAreMasked_data();
    void formsAreMasked();
    void base64WithinOtherTextIsMasked();
    void nothingElseIsMasked_data();
    void nothingElseIsMasked();
    void aLongerSecretGoesBeforeAPartOfIt();
    void aCutAnywhereLeavesNothing();
    void whatIsSecretOfARequest();
    void whatIsSecretOfAWebSocket();
    void anAnswerIsMaskedBeforeItIsCut();
};

void TestSecretMask::formsAreMasked_data()
{
    QTest::addColumn<QString>("secret");
    QTest::addColumn<QByteArray>("form");
    const auto row = [](const char *name, const char *secret, const QByteArray &form) {
        QTest::newRow(name) << QString::fromUtf8(secret) << form;
    };
    row("as it is", "s3cret", "s3cret");
    row("percent-encoded", "a/b c?d", "a%2Fb%20c%3Fd");
    row("in small digits", "a/b c?d", "a%2fb%20c%3fd");
    row("as a path leaves it", "a/b c", "a/b%20c");
    row("as a path leaves it to some", "a/b+c=", "a/b%2Bc%3D");
    row("as Gson's JSON", "ab=c'd", R"(ab\u003dc\u0027d)");
    row("in HTML by numbers alone", "ab=/c", "ab&#61;&#47;c");
    row("in HTML by hexadecimal numbers alone", "ab=/c", "ab&#x3d;&#x2f;c");
    row("as a form sends it", "a/b c", "a%2Fb+c");
    row("UTF-8",
        "s\xc3\xa9"
        "cret",
        "s\xc3\xa9"
        "cret");
    row("Latin-1",
        "s\xc3\xa9"
        "cret",
        "s\xe9"
        "cret");
    row("percent-encoded UTF-8",
        "s\xc3\xa9"
        "cret",
        "s%C3%A9cret");
    row("as a JSON string", "a\"b\\c", R"(a\"b\\c)");
    row("as PHP's JSON", "ab/cd", R"(ab\/cd)");
    row("as Python's JSON",
        "s\xc3\xa9"
        "cret",
        R"(s\u00e9cret)");
    row("as Go's JSON", "a<b>&c", R"(a\u003cb\u003e\u0026c)");
    row("as Python's JSON, beyond the first plane", "pass\xf0\x9f\x98\x80word", R"(pass\ud83d\ude00word)");
    row("as JSON, beyond the first plane", "pass\xf0\x9f\x98\x80\"", "pass\xf0\x9f\x98\x80\\\"");
    row("in HTML", "a<b>&\"c", "a&lt;b&gt;&amp;&quot;c");
    row("in HTML by numbers", "a'b\"c<", "a&#39;b&#34;c&lt;");
    row("in HTML by hexadecimal numbers", "a'bc<", "a&#x27;bc&lt;");
    row("percent-encoded twice", "a/b+c=", "a%252Fb%252Bc%253D");
    row("percent-encoded twice, in small digits", "a/b+c=", "a%252fb%252bc%253d");
    row("as .NET's JSON", "ab+c\"d'", R"(ab\u002Bc\u0022d\u0027)");
    row("as JSON in large digits",
        "s\xc3\xa9"
        "cret",
        R"(s\u00E9cret)");
    row("as .NET's HTML", "ab+c'd/", "ab&#x2B;c&#x27;d/");
    row("as PHP's HTML", "it's-secret", "it&#039;s-secret");
    row("as Python writes it down", "pa'ss\\w0rd", R"(pa\'ss\\w0rd)");
    row("as Python writes it down, in other quotes", "pa'ss\\w0rd", R"(pa'ss\\w0rd)");
    row("in hexadecimal", "s3cret", "733363726574");
    row("in large hexadecimal", "s3kret~", "73336B7265747E");
    row("in base64", "s3cret", "czNjcmV0");
    row("in base64 with its padding", "s3cret!", "czNjcmV0IQ==");
    row("in base64 without its padding", "s3cret!", "czNjcmV0IQ");
    row("in base64 for URLs", "s3c>>>?", "czNjPj4-Pw==");
}

void TestSecretMask::formsAreMasked()
{
    QFETCH(QString, secret);
    QFETCH(QByteArray, form);
    const SecretMask mask({secret.toUtf8()});
    QCOMPARE(mask.masked("<" + form + "> <" + form + ">"), "<***> <***>");
    QCOMPARE(mask.maskedToTheEnd("<" + form + ">"), "<***>");
}

void TestSecretMask::base64WithinOtherTextIsMasked()
{
    const QByteArray secret = "correct horse";
    const SecretMask mask({secret});
    for (qsizetype before = 0; before < 6; ++before) {
        for (qsizetype after = 0; after < 3; ++after) {
            const QByteArray told = QByteArray(before, '<') + secret + QByteArray(after, '>');
            const QByteArray masked = mask.masked(told.toBase64());
            QVERIFY2(masked.contains("***"), told);
            QVERIFY2(!QByteArray::fromBase64(QByteArray(masked).replace("***", "")).contains("horse"), told);
            QVERIFY2(masked.size() <= 15,
                     masked); // what is left of it holds other text, and a letter at most
        }
    }
}

void TestSecretMask::nothingElseIsMasked_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("none") << QByteArray() << QByteArray("a b c");
    QTest::newRow("too short to be one") << QByteArray("abc") << QByteArray("abc YWJj");
    QTest::newRow("another") << QByteArray("s3cret") << QByteArray("secret");
    QTest::newRow("its beginning in the midst of a text") << QByteArray("s3cret") << QByteArray("s3cre!");
    QTest::newRow("three letters of it at the end") << QByteArray("s3cret") << QByteArray("yes3c");
}

void TestSecretMask::nothingElseIsMasked()
{
    QFETCH(QByteArray, secret);
    QFETCH(QByteArray, text);
    const SecretMask mask({secret});
    QCOMPARE(mask.masked(text), text);
    QCOMPARE(mask.maskedToTheEnd(text), text);
}

void TestSecretMask::aLongerSecretGoesBeforeAPartOfIt()
{
    for (const auto &secrets : {std::vector<QByteArray>{"pass", "password"}, {"password", "pass"}})
        QCOMPARE(SecretMask(secrets).masked("a password, a pass"), "a ***, a ***");
}

void TestSecretMask::aCutAnywhereLeavesNothing()
{
    const QByteArray secret = "s3cret/of mine";
    const SecretMask mask({secret});
    for (const QByteArray &form : {secret, secret.toPercentEncoding(), secret.toBase64()})
        for (qsizetype size = 4; size <= form.size(); ++size)
            QCOMPARE(mask.maskedToTheEnd("told " + form.first(size)), "told ***");
}

void TestSecretMask::whatIsSecretOfARequest()
{
    const ProxyOptions proxy{.kind = ProxyKind::Http, .user = u"pat"_s, .password = u"proxy-word"_s};
    const SecretMask mask =
        secretsOf(HttpOptions{.headers = {{"Accept", "application/json"},
                                          {"Host", "a.example"},
                                          {"Authorization", "Own abcdefgh"},
                                          {"X-Api-Key", "key-of-mine"},
                                          {"X-Login", "bob:s3cretpw9"},
                                          {"X-Digest", "Digest bob hunter2hunter2"},
                                          {"Origin", "https://shop.example"},
                                          {"Cookie", "theme=dark; session=2f5c11aa"}},
                              .authentication = BasicAuthentication{u"me"_s, u"pass-word"_s}},
                  proxy);
    QCOMPARE(mask.masked("application/json from a.example"), "application/json from a.example");
    QCOMPARE(mask.masked("told by shop.example"), "told by shop.example");
    for (const QByteArray &secret :
         {QByteArray("s3cretpw9"), QByteArray("hunter2hunter2"), QByteArray("Own abcdefgh"),
          QByteArray("abcdefgh"), QByteArray("key-of-mine"), QByteArray("2f5c11aa"), QByteArray("pass-word"),
          QByteArray("me:pass-word"), QByteArray("me:pass-word").toBase64(), QByteArray("proxy-word"),
          QByteArray("pat:proxy-word").toBase64()})
        QCOMPARE(mask.masked("told " + secret), "told ***");
    const SecretMask bearer =
        secretsOf(HttpOptions{.authentication = BearerAuthentication{u"tok/en=="_s}}, {});
    QCOMPARE(bearer.masked("Bearer tok/en== tok%2Fen%3D%3D"), "Bearer *** ***");
}

void TestSecretMask::whatIsSecretOfAWebSocket()
{
    const SecretMask mask =
        secretsOf(WebSocketOptions{.authentication = BearerAuthentication{u"token-of-mine"_s},
                                   .greeting = u"{\"auth\": \"k3y-of-mine\"}"_s},
                  {.password = u"proxy-word"_s});
    QCOMPARE(mask.masked("no {\"auth\": \"k3y-of-mine\"}, token-of-mine"), "no ***, ***");
    QCOMPARE(mask.masked("no k3y-of-mine!"), "no ***!");
    QCOMPARE(mask.masked("\"auth\""), "\"auth\"");
    QCOMPARE(mask.masked("proxy-word"), "***");
    const SecretMask login = secretsOf(
        WebSocketOptions{.greeting =
                             uR"({"op": "login", "user": "bob", "password": "correct horse-battery"})"_s},
        {});
    QCOMPARE(login.masked("login of bob: unknown password correct horse-battery"),
             "login of bob: unknown password ***");
}

void TestSecretMask::anAnswerIsMaskedBeforeItIsCut()
{
    const SecretMask mask({"s3cret-key"});
    for (qsizetype before = HttpAnswer::keptBody - 12; before <= HttpAnswer::keptBody; ++before) {
        const HttpAnswer shown = withoutSecrets({.reason = "not with s3cret-key",
                                                 .fields = {{"X-s3cret-key", "a s3cret-key"}},
                                                 .body = QByteArray(before, 'x') + "s3cret-key"},
                                                mask);
        QCOMPARE(shown.reason, "not with ***");
        QCOMPARE(shown.fields.front().name, "X-***");
        QCOMPARE(shown.fields.front().value, "a ***");
        QVERIFY(shown.body.size() <= HttpAnswer::keptBody);
        QVERIFY(!shown.body.contains('s'));
    }
}

FUSEBOX_LOOP_TEST(TestSecretMask)
#include "tst_secret_mask.moc"

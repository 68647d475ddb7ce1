// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http/http_judge.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_program.h"

using namespace std::chrono_literals;
using namespace fusebox;
using namespace fusebox::probe;
using namespace Qt::StringLiterals;
using Kind = HttpFault::Kind;
using resilience::ErrorClass;

namespace {

struct Answer
{
    int status = 200;
    std::vector<HttpField> fields = {};
    QByteArray body = {};
    std::int64_t maxBody = 1000;
};

/// What a verdict came to: nothing, or the class, fault and detail.
struct Verdict
{
    std::optional<ErrorClass> error = {};
    std::optional<HttpFault> fault = {};
    QByteArray detail = {};

    bool operator==(const Verdict &) const = default;
};

Verdict unmet(Kind kind, int index = 0, const QByteArray &detail = {})
{
    return {ErrorClass::Assertion, HttpFault{kind, index}, detail};
}

Verdict verdictOf(const std::optional<HttpFailure> &failure)
{
    if (!failure)
        return {};
    return {failure->errorClass, failure->fault, QByteArray::fromStdString(failure->detail)};
}

HttpRecorder recorded(const Answer &answer, const HttpJudge &judge)
{
    HttpRecorder recorder(answer.maxBody, judge.bodyNeeded(answer.maxBody));
    recorder.beginHead(HttpDialect::Http11, answer.status, "Reason");
    for (const auto &field : answer.fields)
        if (!recorder.takeField(field.name, field.value))
            return {};
    recorder.endHead();
    recorder.takeBody(answer.body);
    return recorder;
}

JsonExpectation json(const QString &pointer, JsonExpectation::Kind kind, const QByteArray &value)
{
    return {pointer, kind, value};
}

} // namespace

class TestHttpJudge final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void verdict_data();
    void verdict();
    void firstThatDoesNotHoldIsTheFailure();
    void latencyMayBeAsLongAsItMayBe();
    void statusFailureHasRetryAfter();
    void patternThatTakesTooLongIsGivenUp();
    void senselessExpectationsAreRefused_data();
    void senselessExpectationsAreRefused();
    void bodyIsKeptOnlyWhereItIsLookedAt();
};

void TestHttpJudge::verdict_data()
{
    using Header = HeaderExpectation::Kind;
    using Json = JsonExpectation::Kind;
    QTest::addColumn<HttpExpectations>("expected");
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<Verdict>("verdict");
    const auto row = [](const char *name, const HttpExpectations &expected, const Answer &answer,
                        const Verdict &verdict) { QTest::newRow(name) << expected << answer << verdict; };
    const Verdict success;
    const auto status = [](const QByteArray &reason) { return Verdict{ErrorClass::HttpStatus, {}, reason}; };

    row("200 by default", {}, {.status = 200}, success);
    row("399 by default", {}, {.status = 399}, success);
    row("199 by default", {}, {.status = 199}, status("Reason"));
    row("400 by default", {}, {.status = 400}, status("Reason"));
    row("in the second range", {.status = {{200, 204}, {404, 404}}}, {.status = 404}, success);
    row("between the ranges", {.status = {{200, 204}, {404, 404}}}, {.status = 205}, status("Reason"));
    row("any status", {.status = {}}, {.status = 599}, success);

    const Answer typed{
        .fields = {{"Content-Type", "text/html; charset=utf-8"}, {"Vary", "a"}, {"Vary", "b"}}};
    row("field present", {.headers = {{"content-type"}}}, typed, success);
    row("field missing", {.headers = {{"Vary"}, {"Age"}}}, typed, unmet(Kind::HeaderMissing, 1));
    row("field equal", {.headers = {{"vary", Header::Equals, "b"}}}, typed, success);
    row("field equal but for case", {.headers = {{"vary", Header::Equals, "B"}}}, typed,
        unmet(Kind::HeaderDiffers, 0, "a"));
    row("field contains", {.headers = {{"Content-Type", Header::Contains, "html"}}}, typed, success);
    row("field in Latin 1 is the text meant", {.headers = {{"x-place", Header::Equals, "M\xc3\xbcnchen"}}},
        {.fields = {{"X-Place", "M\xfcnchen"}}}, success);
    row("field in UTF-8 is the text meant", {.headers = {{"x-place", Header::Contains, "\xc3\xbc"}}},
        {.fields = {{"X-Place", "M\xc3\xbcnchen"}}}, success);
    row("field contains not", {.headers = {{"Content-Type", Header::Contains, "json"}}}, typed,
        unmet(Kind::HeaderDiffers, 0, "text/html; charset=utf-8"));
    row("long field is found in short", {.headers = {{"A", Header::Equals, "b"}}},
        {.fields = {{"A", QByteArray(500, 'x')}}}, unmet(Kind::HeaderDiffers, 0, QByteArray(500, 'x')));

    row("as large as may be", {.maxSize = 5}, {.body = "hello"}, success);
    row("larger", {.maxSize = 4}, {.body = "hello"}, unmet(Kind::TooLarge));
    row("larger than was read", {.maxSize = 4}, {.body = "hello", .maxBody = 4}, unmet(Kind::TooLarge));
    row("who knows how large", {.maxSize = 100}, {.body = "hello", .maxBody = 4}, unmet(Kind::CutOff));

    row("contains", {.bodyContains = "ell"}, {.body = "hello"}, success);
    row("lacks", {.bodyContains = "elk"}, {.body = "hello"}, unmet(Kind::BodyLacks));
    row("contains in what was read", {.bodyContains = "ell"}, {.body = "hello", .maxBody = 4}, success);
    row("contains perhaps", {.bodyContains = "llo"}, {.body = "hello", .maxBody = 4}, unmet(Kind::CutOff));
    row("contains far behind", {.bodyContains = "end"},
        {.body = QByteArray(9000, ' ') + "end", .maxBody = 9999}, success);

    row("matches", {.bodyMatches = u"h.l+o$"_s}, {.body = "hello"}, success);
    row("does not match", {.bodyMatches = u"^ello"_s}, {.body = "hello"}, unmet(Kind::BodyDoesNotMatch));
    row("matches perhaps", {.bodyMatches = u"o"_s}, {.body = "hello", .maxBody = 4}, unmet(Kind::CutOff));

    const Answer tree{.body = R"({"n":5,"s":"ok","b":true,"z":null,"a":[]})"};
    const auto jsonRow = [&](const char *name, const JsonExpectation &expectation, const Verdict &expected) {
        row(name, {.json = {expectation}}, tree, expected);
    };
    jsonRow("number equal", json(u"/n"_s, Json::Equals, "5.0"), success);
    jsonRow("number differs", json(u"/n"_s, Json::Equals, "6"), unmet(Kind::JsonDiffers, 0, "5"));
    jsonRow("number differs as it should", json(u"/n"_s, Json::Differs, "6"), success);
    jsonRow("less", json(u"/n"_s, Json::Less, "6"), success);
    jsonRow("not less", json(u"/n"_s, Json::Less, "5"), unmet(Kind::JsonDiffers, 0, "5"));
    jsonRow("less or equal", json(u"/n"_s, Json::LessOrEqual, "5"), success);
    jsonRow("greater", json(u"/n"_s, Json::Greater, "4.9"), success);
    jsonRow("not greater", json(u"/n"_s, Json::Greater, "5"), unmet(Kind::JsonDiffers, 0, "5"));
    jsonRow("greater or equal", json(u"/n"_s, Json::GreaterOrEqual, "5"), success);
    row("a neighbour too near for a double", {.json = {json(u""_s, Json::Equals, "9007199254740993")}},
        {.body = "9007199254740992"}, unmet(Kind::JsonDiffers, 0, "9007199254740992"));
    jsonRow("string equal", json(u"/s"_s, Json::Equals, R"("ok")"), success);
    jsonRow("string is no number", json(u"/s"_s, Json::Greater, "1"), unmet(Kind::JsonDiffers, 0, "\"ok\""));
    jsonRow("true", json(u"/b"_s, Json::Equals, "true"), success);
    jsonRow("true is not 1", json(u"/b"_s, Json::Equals, "1"), unmet(Kind::JsonDiffers, 0, "true"));
    jsonRow("null", json(u"/z"_s, Json::Equals, "null"), success);
    jsonRow("array is no scalar", json(u"/a"_s, Json::Equals, "null"), unmet(Kind::JsonDiffers, 0, "[...]"));
    jsonRow("missing", json(u"/x"_s, Json::Equals, "null"), unmet(Kind::JsonMissing));
    jsonRow("missing differs not", json(u"/x"_s, Json::Differs, "1"), unmet(Kind::JsonMissing));
    row("second of two", {.json = {json(u"/n"_s, Json::Equals, "5"), json(u"/b"_s, Json::Equals, "false")}},
        tree, unmet(Kind::JsonDiffers, 1, "true"));
    row("no JSON", {.json = {json(u""_s, Json::Differs, "1")}}, {.body = "<html>"}, unmet(Kind::NoJson));
    const auto typedBody = [](const QByteArray &type, const QByteArray &body) {
        return Answer{.fields = {{"Content-Type", type}}, .body = body};
    };
    const auto codedBody = [](const QByteArray &coding, const QByteArray &body) {
        return Answer{.fields = {{"Content-Encoding", coding}}, .body = body};
    };
    const HttpExpectations green{.bodyContains = "gr\xc3\xbcn"};
    row("bytes in Latin 1", {.bodyContains = "gr\xfcn"},
        typedBody("text/plain; charset=iso-8859-1", "gr\xfcn"), success);
    row("text in Latin 1", green, typedBody("text/plain; charset=iso-8859-1", "gr\xfcn"), success);
    row("pattern in UTF-16", {.bodyMatches = u"^gr.n$"_s},
        typedBody("text/plain; charset=utf-16be", QByteArray("\0g\0r\0\xfc\0n", 8)), success);
    row("text of an unknown charset", {.bodyContains = "abc"}, typedBody("text/plain; charset=x-y", "abc"),
        success);
    row("not found in text of an unknown charset", green, typedBody("text/plain; charset=x-y", "gr\xfcn"),
        unmet(Kind::UnknownCharset, 0, "x-y"));
    row("no match in text of an unknown charset", {.bodyMatches = u"ü"_s},
        typedBody("text/plain; charset=x-y", "gr\xfcn"), unmet(Kind::UnknownCharset, 0, "x-y"));
    row("a pattern across what is no character", {.bodyMatches = u"Temp.*OK"_s},
        typedBody("text/plain", "Temp: 21\xb0"
                                "C Status: OK"),
        success);
    row("a pattern across bytes", {.bodyMatches = u"a[^;]b"_s},
        typedBody("application/x-bytes", "a\xff"
                                         "b"),
        success);
    row("a page that says nothing, in Latin 1", green, typedBody("text/html", "<html>gr\xfcn"), success);
    row("a page that says nothing, in UTF-8", green, typedBody("text/html", "<html>gr\xc3\xbcn"), success);
    row("of two types the last", green,
        {.fields = {{"Content-Type", "text/plain; charset=utf-16"},
                    {"Content-Type", "text/plain; charset=iso-8859-1"}},
         .body = "gr\xfcn"},
        success);
    row("mark before JSON", {.json = {json(u"/a"_s, Json::Equals, "1")}}, {.body = "\xef\xbb\xbf{\"a\":1}"},
        success);
    row("JSON in Latin 1", {.json = {json(u""_s, Json::Equals, "\"\xc3\xbc\"")}},
        typedBody("application/json; charset=latin1", "\"\xfc\""), success);
    row("mark before text", {.bodyMatches = u"^a"_s},
        {.body = "\xef\xbb\xbf"
                 "a"},
        success);
    const QByteArray zipped = QByteArray::fromHex("789c4b4c4a0600024d0127"); // "abc"
    row("compressed text", {.bodyContains = "abc", .bodyMatches = u"^abc$"_s}, codedBody("deflate", zipped),
        success);
    row("compressed text lacks", {.bodyContains = "abd"}, codedBody("deflate", zipped),
        unmet(Kind::BodyLacks));
    row("size is that on the wire", {.maxSize = 11}, codedBody("deflate", zipped), success);
    row("longer text than is read", {.bodyContains = "abc"},
        {.fields = {{"Content-Encoding", "deflate"}}, .body = zipped.first(9), .maxBody = 2},
        unmet(Kind::CutOff));
    row("another coding", {.bodyContains = "abc"}, codedBody("br", "\x0b\x01\x80..."),
        unmet(Kind::UnknownCoding, 0, "br"));
    row("another coding, and no match", {.bodyMatches = u"^abc$"_s}, codedBody("br", "xabc"),
        unmet(Kind::UnknownCoding, 0, "br"));
    row("another coding, and JSON", {.json = {json(u""_s, Json::Equals, "1")}}, codedBody("zstd", "(/"),
        unmet(Kind::UnknownCoding, 0, "zstd"));
    row("another coding, longer than is read", {.bodyContains = "abc"},
        {.fields = {{"Content-Encoding", "br"}}, .body = "xxabc", .maxBody = 2},
        unmet(Kind::UnknownCoding, 0, "br"));
    for (const QByteArray coding : {"utf-8", "none", "aws-chunked", "gzip, none", "none, gzip"}) {
        row("plain text in a coding that is none: " + coding,
            {.bodyContains = "abc", .bodyMatches = u"^abc$"_s}, codedBody(coding, "abc"), success);
        row("plain JSON in a coding that is none: " + coding, {.json = {json(u""_s, Json::Equals, "1")}},
            codedBody(coding, "1"), success);
    }
    row("another coding that nobody looks under", {}, codedBody("br", "abc"), success);
    row("not what it says", {.bodyContains = "abc"}, codedBody("gzip", "abc"), unmet(Kind::BadCoding));
    row("cut-off JSON", {.json = {json(u""_s, Json::Differs, "1")}}, {.body = "[1, 2]", .maxBody = 3},
        unmet(Kind::CutOff));
}

void TestHttpJudge::verdict()
{
    QFETCH(HttpExpectations, expected);
    QFETCH(Answer, answer);
    QFETCH(Verdict, verdict);
    const auto judge = HttpJudge::create(expected);
    QVERIFY(judge);
    const Verdict actual = verdictOf(judge->verdict(recorded(answer, *judge), 1ms, testing::ManualClock()));
    QCOMPARE(actual.detail, verdict.detail);
    QVERIFY(actual == verdict);
}

void TestHttpJudge::firstThatDoesNotHoldIsTheFailure()
{
    const auto judge = HttpJudge::create({.headers = {{"A"}}, .bodyContains = "x", .maxLatency = 1ns});
    const auto failure = judge->verdict(recorded({.body = "y"}, *judge), 1ms, testing::ManualClock());
    QVERIFY(failure->fault == HttpFault{Kind::HeaderMissing});
}

void TestHttpJudge::latencyMayBeAsLongAsItMayBe()
{
    const auto judge = HttpJudge::create({.maxLatency = 5ms});
    const HttpRecorder answer = recorded({}, *judge);
    QVERIFY(!judge->verdict(answer, 5ms, testing::ManualClock()));
    QVERIFY(verdictOf(judge->verdict(answer, 5ms + 1ns, testing::ManualClock())) == unmet(Kind::TooSlow));
}

void TestHttpJudge::statusFailureHasRetryAfter()
{
    const HttpJudge judge;
    const auto failure = judge.verdict(recorded({.status = 503, .fields = {{"retry-after", "7"}}}, judge),
                                       1ms, testing::ManualClock());
    QCOMPARE(failure->status, 503);
    QCOMPARE(failure->retryAfter, resilience::Nanoseconds(7s));
}

void TestHttpJudge::patternThatTakesTooLongIsGivenUp()
{
    class Restless final : public resilience::Clock
    {
    public:
        [[nodiscard]] resilience::TimePoint now() const override
        {
            return resilience::TimePoint(std::chrono::milliseconds(++m_looks));
        }

    private:
        mutable int m_looks = 0;
    };
    const auto judge = HttpJudge::create({.bodyMatches = u"(a+)+$"_s});
    const auto failure =
        judge->verdict(recorded({.body = QByteArray(900, 'a') + '!'}, *judge), 1ms, Restless());
    QVERIFY(verdictOf(failure) == unmet(Kind::PatternGaveUp));
}

void TestHttpJudge::senselessExpectationsAreRefused_data()
{
    QTest::addColumn<HttpExpectations>("expected");
    QTest::addColumn<HttpFault>("fault");
    const JsonExpectation fine = json(u"/a"_s, JsonExpectation::Kind::Equals, "1");
    const auto row = [](const char *name, const HttpExpectations &expected, HttpFault fault) {
        QTest::newRow(name) << expected << fault;
    };
    row("no regular expression", {.bodyMatches = u"(a"_s}, {Kind::BadPattern});
    row("no pointer", {.json = {fine, {u"a"_s, {}, "1"}}}, {Kind::BadJsonPointer, 1});
    row("no JSON", {.json = {fine, {u"/a"_s, {}, "nope"}}}, {Kind::BadJsonValue, 1});
    row("no value", {.json = {{u"/a"_s, {}, ""}}}, {Kind::BadJsonValue});
    row("no scalar", {.json = {{u"/a"_s, {}, "[1]"}}}, {Kind::BadJsonValue});
}

void TestHttpJudge::senselessExpectationsAreRefused()
{
    QFETCH(HttpExpectations, expected);
    QFETCH(HttpFault, fault);
    const auto judge = HttpJudge::create(expected);
    QVERIFY(!judge);
    QCOMPARE(judge.error().errorClass, ErrorClass::Assertion);
    QVERIFY(judge.error().fault == fault);
}

void TestHttpJudge::bodyIsKeptOnlyWhereItIsLookedAt()
{
    QCOMPARE(HttpJudge().bodyNeeded(1000), 0);
    QCOMPARE(HttpJudge::create({.maxSize = 9})->bodyNeeded(1000), 0);
    QCOMPARE(HttpJudge::create({.bodyContains = "a"})->bodyNeeded(1000), 1000);
    QCOMPARE(HttpJudge::create({.bodyMatches = u"a"_s})->bodyNeeded(1000), 1000);
    QCOMPARE(HttpJudge::create({.json = {{u""_s, {}, "1"}}})->bodyNeeded(1000), 1000);
}

FUSEBOX_LOOP_TEST(TestHttpJudge)
#include "tst_http_judge.moc"

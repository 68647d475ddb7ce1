// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/http/body_text.h"
#include "tests/support/test_program.h"

using namespace fusebox::probe;

class TestBodyText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void charsetIsFound_data();
    void charsetIsFound();
    void jsonIsUtf8WhateverItSays_data();
    void jsonIsUtf8WhateverItSays();
};

namespace {

/// "grün" as each charset has it.
const QByteArray utf8 = "gr\xc3\xbcn";
const QByteArray western = "gr\xfcn";
const QByteArray utf16le("g\0r\0\xfc\0n\0", 8);
const QByteArray utf16be("\0g\0r\0\xfc\0n", 8);

} // namespace

void TestBodyText::charsetIsFound_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("unknown");
    const auto row = [](const char *name, const QByteArray &type, const QByteArray &body,
                        const QByteArray &text = utf8, const QByteArray &unknown = {}) {
        QTest::newRow(name) << type << body << text << unknown;
    };
    row("nothing said", "", utf8);
    row("nothing said, and no UTF-8", "text/plain", western);
    row("nothing said, no UTF-8, and no text", "application/x-bytes", western, "gr\xef\xbf\xbdn");
    row("UTF-8", "text/plain; charset=utf-8", utf8);
    row("UTF-8 that is none", "text/plain; charset=utf-8", western, "gr\xef\xbf\xbdn");
    row("Latin 1", "text/plain; charset=ISO-8859-1", western);
    row("Latin 1 is what browsers take it for", "text/plain; charset=iso-8859-1", "\x80", "\xe2\x82\xac");
    row("ASCII", "text/plain;charset=us-ascii", western);
    row("in quotes", "text/plain; charset=\"iso-8859-1\"", western);
    row("in single quotes", "text/plain; charset='iso-8859-1'", western);
    row("in upper case, with blanks", "text/plain ; CHARSET = ISO-8859-1 ; x=y", western);
    row("after others", "text/plain; format=flowed; charset=iso-8859-1", western);
    row("UTF-16 is little-endian", "text/plain; charset=utf-16", utf16le);
    row("UTF-16, big-endian", "text/plain; charset=utf-16be", utf16be);
    row("UTF-16, cut short", "text/plain; charset=utf-16le", utf16le.chopped(1), "gr\xc3\xbc");
    row("Shift JIS", "text/plain; charset=Shift_JIS", "\x83\x65", "\xe3\x83\x86");
    row("Cyrillic", "text/plain; charset=koi8-r", "\xc4\xc1", "\xd0\xb4\xd0\xb0");
    row("GB 18030", "text/plain; charset=gb18030", "\xc4\xe3", "\xe4\xbd\xa0");
    row("GB 2312 is what browsers take it for", "text/plain; charset=gb2312", "\xd6\xec\xe9\x46",
        "\xe6\x9c\xb1\xe9\x95\x95");
    row("so is GBK", "text/plain; charset=GBK", QByteArray::fromHex("81308130"), "\xc2\x80");
    row("and EUC-KR", "text/plain; charset=euc-kr", "\x8c\x63", "\xeb\x98\xa0");
    row("and Latin 5", "text/plain; charset=iso-8859-9", "\x93", "\xe2\x80\x9c");
    row("and Thai", "text/plain; charset=tis-620", "\x93", "\xe2\x80\x9c");
    row("and Shift JIS", "text/plain; charset=shift_jis", "\x87\x40", "\xe2\x91\xa0");
    row("and Big 5", "text/plain; charset=big5", "\x8b\xfd", "\xe9\x92\xa2");
    row("ASCII by its old name", "text/plain; charset=ANSI_X3.4-1968", "\x80", "\xe2\x82\xac");
    row("UCS-2", "text/plain; charset=ucs-2", utf16le);

    row("mark of UTF-8", "text/plain", "\xef\xbb\xbf" + utf8);
    row("mark of UTF-8 counts more than what is said", "text/plain; charset=iso-8859-1",
        "\xef\xbb\xbf" + utf8);
    row("mark of UTF-16, little-endian", "text/plain", "\xff\xfe" + utf16le);
    row("mark of UTF-16, big-endian", "text/plain; charset=utf-8", "\xfe\xff" + utf16be);
    row("mark of UTF-32", "", QByteArray("\xff\xfe\0\0a\0\0\0", 8), "a");
    row("a mark and nothing", "", "\xef\xbb\xbf", "");
    row("a second mark is text", "", "\xef\xbb\xbf\xef\xbb\xbf", "\xef\xbb\xbf");

    const QByteArray page = "<html><META Charset='iso-8859-1'>", read = page;
    row("page says so", "text/html", page + western, read + utf8);
    row("page says so the old way", "text/html",
        "<meta http-equiv=Content-Type content=\"text/html; charset=latin1\">" + western,
        "<meta http-equiv=Content-Type content=\"text/html; charset=latin1\">" + utf8);
    row("header counts more than the page", "text/html; charset=utf-8", page + utf8, read + utf8);
    row("text that only looks like a page", "text/plain", page + utf8, read + utf8);
    row("page that says so too late", "text/html", QByteArray(1100, ' ') + page + utf8,
        QByteArray(1100, ' ') + read + utf8);
    row("page in bytes cannot be UTF-16", "text/html", "<meta charset=utf-16>" + utf8,
        "<meta charset=utf-16>" + utf8);
    const auto htmlRow = [&row](const char *name, const QByteArray &html, const QByteArray &body,
                                const QByteArray &text) { row(name, "text/html", html + body, html + text); };
    htmlRow("comment", "<!-- <meta charset=iso-8859-1> -->", utf8, utf8);
    htmlRow("comment without an end", "<!-- <meta charset=iso-8859-1>", utf8, utf8);
    htmlRow("shortest comment", "<!--><meta charset=iso-8859-1>", western, utf8);
    htmlRow("comment before it", "<!-- <meta charset=utf-8> --><meta charset=iso-8859-1>", western, utf8);
    htmlRow("other tag's attribute", "<p title='<meta charset=iso-8859-1>'>", utf8, utf8);
    htmlRow("attribute of another name", "<meta name=x content='the charset=iso-8859-1'>", utf8, utf8);
    htmlRow("attribute's value", "<meta name='charset=koi8-r' charset=iso-8859-1>", western, utf8);
    htmlRow("second tag", "<meta name=viewport content=width><meta charset=iso-8859-1>", western, utf8);
    htmlRow("content before the pragma",
            "<meta content='text/html; charset=iso-8859-1' http-equiv='content-type'>", western, utf8);
    htmlRow("word before the pair", "<meta http-equiv=content-type content='charset; charset=latin1'>",
            western, utf8);
    htmlRow("closed at once", "<meta charset=\"iso-8859-1\"/>", western, utf8);
    htmlRow("tag of a longer name", "<metadata charset=iso-8859-1>", utf8, utf8);
    htmlRow("stray signs", "< <> </ > <! <meta charset=koi8-r> <meta = charset = iso-8859-1 >", western,
            utf8);
    htmlRow("quote without an end", "<meta charset='iso-8859-1", "", "");
    row("XML says so", "application/xml", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + western,
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + utf8);

    row("unknown", "text/plain; charset=x-made-up", utf8, utf8, "x-made-up");
    row("Qt's own names are none", "text/plain; charset=Locale", utf8, utf8, "locale");
    row("unknown and long", "text/plain; charset=" + QByteArray(500, 'x'), utf8, utf8, QByteArray(40, 'x'));
    row("within another's quotes", "text/plain; name=\"a; charset=koi8-r\"; charset=iso-8859-1", western);
    row("behind a quoted quote", R"(text/plain; name="a\"; charset=koi8-r"; charset=iso-8859-1)", western);
    row("another name that begins so", "text/plain; charset-x=koi8-r; charset=iso-8859-1", western);
    row("quotes without an end", "text/plain; name=\"a; charset=iso-8859-1", utf8);
    row("no name", "text/plain; charset=", utf8);
    row("no value", "text/plain; charset", utf8);
}

void TestBodyText::charsetIsFound()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, unknown);
    const BodyText found = bodyText(body, type);
    QCOMPARE(found.text, text);
    QCOMPARE(found.unknownCharset, unknown);
}

void TestBodyText::jsonIsUtf8WhateverItSays_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("text");
    const QByteArray wide = QByteArray("1\0 \0", 4);
    QTest::newRow("UTF-8") << QByteArray("application/json") << utf8 << utf8;
    QTest::newRow("said to be Latin 1") << QByteArray("application/json; charset=iso-8859-1") << utf8 << utf8;
    QTest::newRow("said to be Latin 1, and it is")
        << QByteArray("application/json; charset=iso-8859-1") << western << utf8;
    QTest::newRow("a page in a string")
        << QByteArray() << "\"<meta charset=latin1>" + utf8 + '"' << "\"<meta charset=latin1>" + utf8 + '"';
    QTest::newRow("UTF-16 that nobody says") << QByteArray("application/json") << wide << QByteArray("1 ");
    QTest::newRow("UTF-16, big-endian") << QByteArray()
                                        << QByteArray("\0"
                                                      "1\0 ",
                                                      4)
                                        << QByteArray("1 ");
    QTest::newRow("UTF-32") << QByteArray() << QByteArray("1\0\0\0", 4) << QByteArray("1");
    QTest::newRow("UTF-16 as said") << QByteArray("x; charset=utf-16le") << wide << QByteArray("1 ");
    QTest::newRow("a mark") << QByteArray()
                            << QByteArray("\xef\xbb\xbf"
                                          "1")
                            << QByteArray("1");
    QTest::newRow("a mark of UTF-16") << QByteArray() << "\xff\xfe" + wide << QByteArray("1 ");
    QTest::newRow("nothing") << QByteArray() << QByteArray() << QByteArray();
}

void TestBodyText::jsonIsUtf8WhateverItSays()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, text);
    QCOMPARE(jsonText(body, type).text, text);
}

FUSEBOX_LOOP_TEST(TestBodyText)
#include "tst_body_text.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/probe/web_socket/frame_reader.h"
#include "core/probe/web_socket/frame_writer.h"
#include "tests/support/test_program.h"

using namespace fusebox::probe;
using namespace std::string_literals;

namespace {

constexpr FrameReader::Limits limits{.frame = 70'000, .message = 100'000};

QByteArray raw(const char *hex)
{
    return QByteArray::fromHex(hex);
}

QByteArray bytes(qsizetype size)
{
    return QByteArray(size, 'x');
}

/// An unmasked frame with the shortest length, as a server sends it.
QByteArray frame(int first, const QByteArray &payload)
{
    QByteArray head(1, static_cast<char>(first));
    const auto size = payload.size();
    if (size < 126)
        return head + static_cast<char>(size) + payload;
    if (size <= 0xffff)
        return head + '\x7e' + static_cast<char>(size >> 8) + static_cast<char>(size & 0xff) + payload;
    return head + raw("7f00000000") + static_cast<char>(size >> 24) + static_cast<char>(size >> 16 & 0xff) +
           static_cast<char>(size >> 8 & 0xff) + static_cast<char>(size & 0xff) + payload;
}

QByteArray closing(int code, const QByteArray &reason = {})
{
    return frame(0x88, QByteArray(1, static_cast<char>(code >> 8)) + static_cast<char>(code & 0xff) + reason);
}

const char *nameOf(WebSocketFault fault)
{
    switch (fault) {
    case WebSocketFault::MaskedFrame: return "masked";
    case WebSocketFault::BadFrame: return "bad frame";
    case WebSocketFault::BadText: return "bad text";
    case WebSocketFault::TooLarge: return "too large";
    case WebSocketFault::BadCloseCode: return "bad close code";
    default: return "?";
    }
}

QByteArray shown(const QByteArray &payload)
{
    return payload.size() > 40 ? QByteArray::number(payload.size()) + " bytes" : payload;
}

/// What was read in one line: fragments say nothing.
struct Shown
{
    QByteArray operator()(const ReadFragment &) const { return {}; }
    QByteArray operator()(const ReadMessage &message) const
    {
        return (message.isText ? "text " : "binary ") + shown(message.payload);
    }
    QByteArray operator()(const ReadPing &ping) const { return "ping " + shown(ping.payload); }
    QByteArray operator()(const ReadPong &pong) const { return "pong " + shown(pong.payload); }
    QByteArray operator()(const CloseFrame &close) const
    {
        const QByteArray text =
            "close " + QByteArray::number(close.code) + ' ' + shown(close.reason.toUtf8());
        return close.fault ? text + ", " + nameOf(*close.fault) : text;
    }
    QByteArray operator()(const FrameFault &fault) const
    {
        return QByteArray(nameOf(fault.what)) + (fault.detail.empty() ? "" : ": ") +
               QByteArray::fromStdString(fault.detail);
    }
};

class Reading
{
public:
    void feed(QByteArrayView piece)
    {
        while (!piece.isEmpty()) {
            const auto read = m_reader.read(piece);
            if (!read) {
                m_isBounded = m_isBounded && piece.isEmpty();
                break;
            }
            if (const QByteArray line = std::visit(Shown{}, *read); !line.isEmpty())
                m_lines += line;
        }
    }
    /// A reader that has more to read says so by a frame; else all of it was taken.
    [[nodiscard]] bool tookAll() const { return m_isBounded; }
    [[nodiscard]] QByteArray lines() const { return m_lines.join(" | "); }
    [[nodiscard]] const FrameReader &reader() const { return m_reader; }

private:
    FrameReader m_reader{limits};
    QByteArrayList m_lines;
    bool m_isBounded = true;
};

void row(const QByteArray &name, const QByteArray &wire, const QByteArray &read)
{
    QTest::newRow(name.constData()) << wire << read;
}

} // namespace

/// What RFC 6455 says of frames: of a server's those it allows and those it forbids, and how a client's look.
class TestRfc6455 final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framesAreReadByTheBook_data();
    void framesAreReadByTheBook();
    void everyFaultIsSeenAtTheByteThatShowsIt_data();
    void everyFaultIsSeenAtTheByteThatShowsIt();
    void onlyAFrameUnderWayIsWithinOne();
    void oneCallReadsOneFrame();
    void nothingIsReadAfterTheEnd();
    void clientsFramesAreMasked_data();
    void clientsFramesAreMasked();
    void masksAreNeverTheSame();
};

/// 5.2: the front of a frame.
static void framing()
{
    row("5.2 empty text", raw("8100"), "text ");
    row("5.2 empty binary", raw("8200"), "binary ");
    row("5.2 text", raw("8105") + "Hello", "text Hello");
    row("5.2 binary", raw("8203") + "abc", "binary abc");
    for (const int bits : {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70}) {
        for (const int kind : {0x81, 0x82, 0x88, 0x89, 0x8a, 0x01})
            row("5.2 reserved bits " + QByteArray::number(bits, 16) + " of " + QByteArray::number(kind, 16),
                frame(kind | bits, ""), "bad frame: a reserved bit is set");
    }
    row("5.2 reserved bit of a continuation", raw("0100") + raw("c000"), "bad frame: a reserved bit is set");
    for (const int kind : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
        row("5.2 kind " + QByteArray::number(kind), frame(0x80 | kind, ""),
            "bad frame: a frame of unknown kind " + QByteArray::number(kind));
    for (const int kind : {3, 7, 11, 15})
        row("5.2 fragment of kind " + QByteArray::number(kind), frame(kind, "a"),
            "bad frame: a frame of unknown kind " + QByteArray::number(kind));
    for (const int size :
         {1, 124, 125, 126, 127, 128, 255, 256, 32'767, 32'768, 65'534, 65'535, 65'536, 70'000})
        row("5.2 payload of " + QByteArray::number(size), frame(0x82, bytes(size)),
            "binary " + shown(bytes(size)));
    row("5.2 frame over its limit", frame(0x82, bytes(70'001)), "too large: a frame of 70001 bytes");
    row("5.2 16 bits for 0", raw("827e0000"), "bad frame: a length in more bytes than it takes");
    row("5.2 16 bits for 125", raw("827e007d") + bytes(125),
        "bad frame: a length in more bytes than it takes");
    row("5.2 64 bits for 0", raw("827f0000000000000000"), "bad frame: a length in more bytes than it takes");
    row("5.2 64 bits for 126", raw("827f000000000000007e"),
        "bad frame: a length in more bytes than it takes");
    row("5.2 64 bits for 65,535", raw("827f000000000000ffff"),
        "bad frame: a length in more bytes than it takes");
    row("5.2 2^32 bytes", raw("827f0000000100000000"), "too large: a frame of 4294967296 bytes");
    row("5.2 2^62 bytes", raw("827f4000000000000000"), "too large: a frame of 4611686018427387904 bytes");
    row("5.2 2^63 - 1 bytes", raw("827f7fffffffffffffff"), "too large: a frame of 9223372036854775807 bytes");
    row("5.2 2^63 bytes", raw("827f8000000000000000"), "bad frame: a length of 2^63 bytes or more");
    row("5.2 2^64 - 1 bytes", raw("827fffffffffffffffff"), "bad frame: a length of 2^63 bytes or more");
    row("5.2 2^64 - 1 bytes after others", raw("0201") + "a" + raw("007fffffffffffffffff"),
        "bad frame: a length of 2^63 bytes or more");
    for (const int kind : {0x81, 0x82, 0x88, 0x89, 0x8a})
        row("5.1 masked " + QByteArray::number(kind, 16),
            QByteArray(1, static_cast<char>(kind)) + raw("8000000000"), "masked");
    row("5.1 masked, long", raw("82fe007e00000000") + bytes(126), "masked");
    row("5.1 masked, longer", raw("82ff000000000001000000000000") + bytes(65'536), "masked");
    row("5.1 masked after others", frame(0x82, bytes(65'535)) + raw("8a00") + raw("8182000000006869"),
        "binary 65535 bytes | pong  | masked");
}

/// 5.4: fragments.
static void fragments()
{
    row("5.4 in two", raw("010348656c") + raw("80026c6f"), "text Hello");
    row("5.4 in three", raw("0201") + "a" + raw("0001") + "b" + raw("8001") + "c", "binary abc");
    row("5.4 empty first", raw("0100") + raw("8002") + "ab", "text ab");
    row("5.4 empty last", raw("0102") + "ab" + raw("8000"), "text ab");
    row("5.4 empty all", raw("0200") + raw("0000") + raw("8000"), "binary ");
    row("5.4 in bytes", raw("0100") + raw("000161").repeated(30) + raw("8000"),
        "text " + QByteArray(30, 'a'));
    row("5.4 not yet whole", raw("0103") + "abc", "");
    row("5.4 ping between", raw("0101") + "a" + raw("890170") + raw("8001") + "b", "ping p | text ab");
    row("5.4 pong between", raw("0101") + "a" + raw("8a0170") + raw("8001") + "b", "pong p | text ab");
    row("5.4 many between",
        raw("0101") + "a" + raw("8900") + raw("8a00") + raw("0001") + "b" + raw("890171") + raw("8001") + "c",
        "ping  | pong  | ping q | text abc");
    row("5.4 close between", raw("0101") + "a" + closing(1001), "close 1001 ");
    row("5.4 continuation of nothing", raw("8001") + "a", "bad frame: a fragment of no message");
    row("5.4 fragment of nothing", raw("0001") + "a", "bad frame: a fragment of no message");
    row("5.4 continuation after a whole message", raw("8101") + "a" + raw("8001") + "b",
        "text a | bad frame: a fragment of no message");
    row("5.4 continuation after the last", raw("0101") + "a" + raw("8001") + "b" + raw("8001") + "c",
        "text ab | bad frame: a fragment of no message");
    row("5.4 continuation after a ping", raw("890170") + raw("8001") + "c",
        "ping p | bad frame: a fragment of no message");
    row("5.4 text within text", raw("0101") + "a" + raw("8101") + "b", "bad frame: a message within another");
    row("5.4 binary within text", raw("0101") + "a" + raw("8201") + "b",
        "bad frame: a message within another");
    row("5.4 text within binary", raw("0201") + "a" + raw("0101") + "b",
        "bad frame: a message within another");
    row("5.4 another first fragment", raw("0200") + raw("0200"), "bad frame: a message within another");
    row("5.4 messages after each other", raw("0101") + "a" + raw("8000") + raw("0201") + "b" + raw("8000"),
        "text a | binary b");
    const QByteArray half = bytes(50'000);
    row("5.4 as large as may be", frame(0x02, half) + frame(0x80, half), "binary 100000 bytes");
    row("5.4 too large by one", frame(0x02, half) + frame(0x80, half + 'y'),
        "too large: a message of 100001 bytes or more");
    row("5.4 too large by a fragment", frame(0x02, half) + frame(0x00, half) + frame(0x00, "y"),
        "too large: a message of 100001 bytes or more");
    row("5.4 large ones after each other",
        frame(0x02, half) + frame(0x80, half) + frame(0x02, half) + frame(0x80, half),
        "binary 100000 bytes | binary 100000 bytes");
}

/// 5.5: control frames.
static void control()
{
    row("5.5 empty ping", raw("8900"), "ping ");
    row("5.5 empty pong", raw("8a00"), "pong ");
    row("5.5.2 ping", raw("8905") + "Hello", "ping Hello");
    row("5.5.3 pong that nobody asked for", raw("8a05") + "Hello", "pong Hello");
    row("5.5.2 ping of what is no text", raw("8902fffe"), "ping \xff\xfe");
    row("5.5.2 many pings", raw("890161890162890163"), "ping a | ping b | ping c");
    row("5.5 largest ping", frame(0x89, bytes(125)), "ping 125 bytes");
    row("5.5 largest pong", frame(0x8a, bytes(125)), "pong 125 bytes");
    for (const int kind : {0x88, 0x89, 0x8a}) {
        const QByteArray name = QByteArray::number(kind, 16);
        row("5.5 too large " + name, frame(kind, bytes(126)),
            "bad frame: a control frame of more than 125 bytes");
        row("5.5 much too large " + name, frame(kind, bytes(65'536)),
            "bad frame: a control frame of more than 125 bytes");
        row("5.5 small in 16 bits " + name, QByteArray(1, static_cast<char>(kind)) + raw("7e0001") + "x",
            "bad frame: a control frame of more than 125 bytes");
        row("5.5 in fragments " + name, frame(kind & 0x7f, ""), "bad frame: a control frame in fragments");
        row("5.5 in fragments, within a message " + name, raw("0101") + "a" + frame(kind & 0x7f, ""),
            "bad frame: a control frame in fragments");
    }
    row("5.5.1 close without a code", raw("8800"), "close 1005 ");
    row("5.5.1 close of one byte", raw("880103"), "close 1005 , bad frame");
    row("5.5.1 close with a reason", closing(1000, "bye"), "close 1000 bye");
    row("5.5.1 longest reason", closing(1000, bytes(123)), "close 1000 123 bytes");
    row("5.5.1 reason with an umlaut", closing(1000, "gr\xc3\xbc\xc3\x9f"), "close 1000 gr\xc3\xbc\xc3\x9f");
    row("5.5.1 reason that is no UTF-8", closing(1000, "\xff"), "close 1000 \xef\xbf\xbd, bad text");
    row("5.5.1 reason cut in a character", closing(1000, "a\xc3"), "close 1000 a\xef\xbf\xbd, bad text");
    row("5.5.1 nothing after a close", closing(1000) + raw("8101") + "a" + raw("8900"), "close 1000 ");
    row("5.5.1 no fault after a close", closing(1000) + raw("ffff"), "close 1000 ");
    row("5.5.1 one close is enough", closing(1000) + closing(1001), "close 1000 ");
}

/// 7.4: codes, and IANA's registry.
static void codes()
{
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3001,
                           3999, 4000, 4001, 4999})
        row("7.4 code " + QByteArray::number(code), closing(code), "close " + QByteArray::number(code) + ' ');
    for (const int code : {0, 1, 500, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65'535})
        row("7.4 no code " + QByteArray::number(code), closing(code),
            "close " + QByteArray::number(code) + " , bad close code");
}

/// 8.1: text is UTF-8, of the whole message; where its fragments are cut says nothing.
static void text()
{
    const auto valid = [](const char *name, const QByteArray &utf8) {
        row(QByteArray("8.1 ") + name, frame(0x81, utf8), "text " + utf8);
        if (utf8.size() > 1)
            row(QByteArray("8.1 cut: ") + name, frame(0x01, utf8.left(1)) + frame(0x80, utf8.mid(1)),
                "text " + utf8);
    };
    const auto invalid = [](const char *name, const QByteArray &not8) {
        row(QByteArray("8.1 ") + name, frame(0x81, not8), "bad text");
        row(QByteArray("8.1 after text: ") + name, frame(0x01, "fine, and so on ") + frame(0x80, not8),
            "bad text");
    };
    valid("ASCII", "plain text of more than eight");
    valid("two bytes, least", "\xc2\x80");
    valid("two bytes, most", "\xdf\xbf");
    valid("three bytes, least", "\xe0\xa0\x80");
    valid("three bytes, before the surrogates", "\xed\x9f\xbf");
    valid("three bytes, after the surrogates", "\xee\x80\x80");
    valid("three bytes, most", "\xef\xbf\xbf");
    valid("a byte order mark", "\xef\xbb\xbf");
    valid("a byte order mark before text", "\xef\xbb\xbftext");
    valid("four bytes, least", "\xf0\x90\x80\x80");
    valid("four bytes, most", "\xf4\x8f\xbf\xbf");
    valid("a NUL", QByteArray(1, '\0'));
    valid("a noncharacter", "\xef\xbf\xbe");
    valid("Greek", "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5");
    valid("mixed", "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80 and eight more");
    invalid("a lone continuation", "\x80");
    invalid("another lone continuation", "\xbf");
    invalid("C0", "\xc0\x80");
    invalid("C1", "\xc1\xbf");
    invalid("F5", "\xf5\x80\x80\x80");
    invalid("FE", "\xfe");
    invalid("FF", "\xff");
    invalid("overlong in three", "\xe0\x80\xaf");
    invalid("overlong in four", "\xf0\x80\x80\xaf");
    invalid("overlong, most in three", "\xe0\x9f\xbf");
    invalid("overlong, most in four", "\xf0\x8f\xbf\xbf");
    invalid("a high surrogate", "\xed\xa0\x80");
    invalid("a low surrogate", "\xed\xbf\xbf");
    invalid("a pair of surrogates", "\xed\xa0\x80\xed\xb0\x80");
    invalid("over U+10FFFF", "\xf4\x90\x80\x80");
    invalid("cut in two bytes", "a\xc3");
    invalid("cut in three bytes", "\xe2\x82");
    invalid("cut in four bytes", "\xf0\x9f\x98");
    invalid("text in a character", "\xe2"
                                   "a\x82");
    invalid("five bytes", "\xf8\x88\x80\x80\x80");
    row("8.1 a character in four fragments",
        frame(0x01, "\xf0") + frame(0x00, "\x9f") + frame(0x00, "\x98") + frame(0x80, "\x80"),
        "text \xf0\x9f\x98\x80");
    row("8.1 a ping within a character", frame(0x01, "\xc3") + raw("8900") + frame(0x80, "\xa4"),
        "ping  | text \xc3\xa4");
    row("8.1 empty fragments within a character", frame(0x01, "\xc3") + frame(0x00, "") + frame(0x80, "\xa4"),
        "text \xc3\xa4");
    row("8.1 a message cut, and the next one whole", frame(0x81, "\xc3") + frame(0x81, "\xa4"), "bad text");
    row("8.1 each message by itself", frame(0x81, "\xc3\xa4") + frame(0x81, "\xc3\xa4"),
        "text \xc3\xa4 | text \xc3\xa4");
    row("8.1 binary is not held to it", frame(0x82, "\xff\xfe\x80"), "binary \xff\xfe\x80");
    row("8.1 binary in fragments is not either", frame(0x02, "\xff") + frame(0x80, "\xc3"),
        "binary \xff\xc3");
    row("8.1 text after cut binary", frame(0x82, "\xc3") + frame(0x81, "ok"), "binary \xc3 | text ok");
}

void TestRfc6455::framesAreReadByTheBook_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("read");
    framing();
    fragments();
    control();
    codes();
    text();
}

void TestRfc6455::framesAreReadByTheBook()
{
    QFETCH(const QByteArray, wire);
    QFETCH(const QByteArray, read);
    Reading whole;
    whole.feed(wire);
    QCOMPARE(whole.lines(), read);
    QVERIFY(whole.tookAll());
    Reading inBytes;
    for (qsizetype i = 0; i < wire.size(); ++i)
        inBytes.feed(QByteArrayView(wire).sliced(i, 1));
    QCOMPARE(inBytes.lines(), read);
    QVERIFY(inBytes.tookAll());
    for (qsizetype cut = 0; cut < std::min<qsizetype>(wire.size(), 40); ++cut) {
        Reading inTwo;
        inTwo.feed(QByteArrayView(wire).first(cut));
        inTwo.feed(QByteArrayView(wire).sliced(cut));
        QCOMPARE(inTwo.lines(), read);
    }
}

void TestRfc6455::everyFaultIsSeenAtTheByteThatShowsIt_data()
{
    QTest::addColumn<QByteArray>("wire"); // without its last byte there is no fault yet
    QTest::newRow("reserved bit") << raw("c1");
    QTest::newRow("unknown kind") << raw("83");
    QTest::newRow("control in fragments") << raw("09");
    QTest::newRow("no message to continue") << raw("80");
    QTest::newRow("message within another") << raw("010161") + raw("81");
    QTest::newRow("mask") << raw("8180");
    QTest::newRow("large control") << raw("897e");
    QTest::newRow("length in too many bytes") << raw("827e007d");
    QTest::newRow("large frame") << raw("827f0000000000011171");
    QTest::newRow("no UTF-8") << raw("817d") + "a\xc3" + '(';
    QTest::newRow("surrogate") << raw("817d") + raw("eda0");
    QTest::newRow("over U+10FFFF") << raw("817d") + raw("f490");
}

void TestRfc6455::everyFaultIsSeenAtTheByteThatShowsIt()
{
    QFETCH(const QByteArray, wire);
    Reading reading;
    reading.feed(QByteArrayView(wire).chopped(1));
    QVERIFY(!reading.reader().hasEnded());
    reading.feed(QByteArrayView(wire).last(1));
    QVERIFY(reading.reader().hasEnded());
}

void TestRfc6455::onlyAFrameUnderWayIsWithinOne()
{
    Reading reading;
    QVERIFY(!reading.reader().isWithinFrame());
    reading.feed(raw("01"));
    QVERIFY(reading.reader().isWithinFrame());
    reading.feed(raw("0261"));
    QVERIFY(reading.reader().isWithinFrame());
    reading.feed(raw("62"));
    QVERIFY(!reading.reader().isWithinFrame()); // of a message, but a pong may come now
    reading.feed(raw("8001"));
    QVERIFY(reading.reader().isWithinFrame());
    reading.feed(raw("63"));
    QVERIFY(!reading.reader().isWithinFrame());
}

void TestRfc6455::oneCallReadsOneFrame()
{
    FrameReader reader{limits};
    const QByteArray wire = raw("8900").repeated(3) + raw("0100") + raw("8000");
    QByteArrayView left = wire;
    for (qsizetype frames = 1; frames <= 5; ++frames) {
        QVERIFY(reader.read(left).has_value());
        QCOMPARE(left.size(), wire.size() - 2 * frames);
    }
    QVERIFY(!reader.read(left));
}

void TestRfc6455::nothingIsReadAfterTheEnd()
{
    FrameReader reader{limits};
    const QByteArray wire = raw("8800") + raw("8101") + "a";
    QByteArrayView left = wire;
    QVERIFY(reader.read(left).has_value());
    QVERIFY(reader.hasEnded());
    QVERIFY(!reader.read(left));
    QVERIFY(left.isEmpty());
}

void TestRfc6455::clientsFramesAreMasked_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QByteArray>("wire");
    // 5.7 has the first as its example.
    QTest::newRow("text") << int(FrameKind::Text) << QByteArray("Hello") << raw("818537fa213d7f9f4d5158");
    QTest::newRow("empty ping") << int(FrameKind::Ping) << QByteArray() << raw("898037fa213d");
    QTest::newRow("close") << int(FrameKind::Close) << closePayload(1002) << raw("888237fa213d3410");
    for (const int size : {125, 126, 65'535, 65'536}) {
        QByteArray masked;
        for (int i = 0; i < size; ++i)
            masked += static_cast<char>('x' ^ raw("37fa213d")[i % 4]);
        const QByteArray length = size == 125     ? raw("fd")
                                  : size == 126   ? raw("fe007e")
                                  : size < 65'536 ? raw("feffff")
                                                  : raw("ff0000000000010000");
        QTest::addRow("%d bytes", size)
            << int(FrameKind::Text) << bytes(size) << raw("81") + length + raw("37fa213d") + masked;
    }
}

void TestRfc6455::clientsFramesAreMasked()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, payload);
    QFETCH(const QByteArray, wire);
    QCOMPARE(clientFrame(static_cast<FrameKind>(kind), payload, 0x37fa213d), wire);
}

void TestRfc6455::masksAreNeverTheSame()
{
    QSet<QByteArray> masks;
    for (int i = 0; i < 100; ++i)
        masks += clientFrame(FrameKind::Ping, "").mid(2, 4);
    QVERIFY(masks.size() > 90);
}

FUSEBOX_LOOP_TEST(TestRfc6455)
#include "tst_rfc6455.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/http/body_text.h"

#include <algorithm>
#include <array>
#include <optional>

#include <QStringDecoder>

#include "core/probe/http/declared_charset.h"

namespace fusebox::probe {

namespace {

struct Mark
{
    QByteArrayView bytes;
    const char *charset;
};

/// The longer first: UTF-32 begins as UTF-16 does.
constexpr std::array marks{Mark{{"\xef\xbb\xbf", 3}, "utf-8"}, Mark{{"\xff\xfe\0\0", 4}, "utf-32le"},
                           Mark{{"\0\0\xfe\xff", 4}, "utf-32be"}, Mark{{"\xff\xfe", 2}, "utf-16le"},
                           Mark{{"\xfe\xff", 2}, "utf-16be"}};

bool isPage(QByteArrayView contentType)
{
    const QByteArray type = contentType.toByteArray().toLower();
    return type.isEmpty() || type.contains("html") || type.contains("xml");
}

bool isForPeople(QByteArrayView contentType)
{
    return isPage(contentType) || contentType.toByteArray().toLower().startsWith("text/");
}

/// What browsers take for something larger, since its pages hold more than it does (Encoding standard, 4.2),
/// and other words for what ICU knows.
struct Label
{
    QByteArrayView name;
    const char *charset;
};

constexpr std::array labels{Label{"iso-8859-1", "windows-1252"},
                            Label{"iso8859-1", "windows-1252"},
                            Label{"iso88591", "windows-1252"},
                            Label{"iso_8859-1", "windows-1252"},
                            Label{"iso_8859-1:1987", "windows-1252"},
                            Label{"iso-ir-100", "windows-1252"},
                            Label{"csisolatin1", "windows-1252"},
                            Label{"latin1", "windows-1252"},
                            Label{"l1", "windows-1252"},
                            Label{"cp819", "windows-1252"},
                            Label{"ibm819", "windows-1252"},
                            Label{"us-ascii", "windows-1252"},
                            Label{"ascii", "windows-1252"},
                            Label{"ansi_x3.4-1968", "windows-1252"},
                            Label{"x-cp1252", "windows-1252"},
                            Label{"iso-8859-9", "windows-1254"},
                            Label{"iso8859-9", "windows-1254"},
                            Label{"latin5", "windows-1254"},
                            Label{"l5", "windows-1254"},
                            Label{"iso-8859-11", "windows-874"},
                            Label{"koi8-ru", "koi8-u"},
                            Label{"logical", "iso-8859-8"},
                            Label{"x-mac-ukrainian", "x-mac-cyrillic"},
                            Label{"iso8859-11", "windows-874"},
                            Label{"tis-620", "windows-874"},
                            Label{"dos-874", "windows-874"},
                            Label{"gb2312", "gb18030"},
                            Label{"gb_2312-80", "gb18030"},
                            Label{"csgb2312", "gb18030"},
                            Label{"chinese", "gb18030"},
                            Label{"gbk", "gb18030"},
                            Label{"x-gbk", "gb18030"},
                            Label{"big5", "big5-hkscs"},
                            Label{"x-x-big5", "big5-hkscs"},
                            Label{"cn-big5", "big5-hkscs"},
                            Label{"csbig5", "big5-hkscs"},
                            Label{"euc-kr", "windows-949"},
                            Label{"cseuckr", "windows-949"},
                            Label{"korean", "windows-949"},
                            Label{"ks_c_5601-1987", "windows-949"},
                            Label{"ksc5601", "windows-949"},
                            Label{"shift_jis", "windows-31j"},
                            Label{"shift-jis", "windows-31j"},
                            Label{"sjis", "windows-31j"},
                            Label{"x-sjis", "windows-31j"},
                            Label{"ms_kanji", "windows-31j"},
                            Label{"unicode", "utf-16le"},
                            Label{"ucs-2", "utf-16le"},
                            Label{"iso-10646-ucs-2", "utf-16le"},
                            Label{"csunicode", "utf-16le"}};

bool isOneOf(const QByteArray &name, const auto &names)
{
    return std::ranges::find(names, name) != names.end();
}

/// What ICU has to be asked for; empty: UTF-8.
QByteArray askedFor(const QByteArray &charset)
{
    static const std::array<QByteArray, 3> utf8{"", "utf-8", "utf8"};
    if (isOneOf(charset, utf8))
        return {};
    const auto label = std::ranges::find(labels, charset, &Label::name);
    return label == labels.end() ? charset : QByteArray(label->charset);
}

/// Two of Qt's own names are not those of a charset.
std::optional<QStringDecoder> decoderFor(const QByteArray &name)
{
    if (name == "locale" || name == "system")
        return {};
    QStringDecoder decoder(name.constData(), QStringDecoder::Flag::ConvertInitialBom);
    return decoder.isValid() ? std::optional(std::move(decoder)) : std::nullopt;
}

BodyText decoded(const QByteArray &body, const QByteArray &charset)
{
    const QByteArray name = askedFor(charset == "utf-16" ? "utf-16le" : charset);
    if (name.isEmpty())
        return {.text = body};
    auto decoder = decoderFor(name);
    if (!decoder)
        return {.text = body, .unknownCharset = charset};
    const QString text = decoder->decode(body);
    return {.text = text.toUtf8()};
}

/// JSON begins with two characters of ASCII (RFC 4627, 3).
const char *wideCharsetOf(const QByteArray &json)
{
    const auto isNul = [&json](qsizetype i) { return json[i] == '\0'; };
    if (json.size() >= 4 && isNul(0) && isNul(1))
        return "utf-32be";
    if (json.size() >= 4 && isNul(1) && isNul(2))
        return "utf-32le";
    if (json.size() >= 2 && isNul(0))
        return "utf-16be";
    return json.size() >= 2 && isNul(1) ? "utf-16le" : "";
}

} // namespace

BodyText bodyText(const QByteArray &body, QByteArrayView contentType)
{
    for (const Mark &mark : marks)
        if (body.startsWith(mark.bytes))
            return decoded(body.mid(mark.bytes.size()), mark.charset);
    QByteArray charset = charsetOfType(contentType);
    if (charset.isEmpty() && isPage(contentType))
        charset = charsetOfPage(body);
    if (charset.isEmpty() && isForPeople(contentType) && !body.isValidUtf8())
        charset = "windows-1252"; // what browsers take for it
    BodyText text = decoded(body, charset);
    if (!text.text.isValidUtf8()) // else no pattern matches across what is none
        text.text = QString::fromUtf8(text.text).toUtf8();
    return text;
}

BodyText jsonText(const QByteArray &body, QByteArrayView contentType)
{
    if (!body.contains('\0') && body.isValidUtf8())
        return bodyText(body, "application/json");
    const auto isMark = [&body](const Mark &mark) { return body.startsWith(mark.bytes); };
    const bool isDeclared = std::ranges::any_of(marks, isMark) || !charsetOfType(contentType).isEmpty();
    return isDeclared ? bodyText(body, contentType) : decoded(body, wideCharsetOf(body));
}

} // namespace fusebox::probe

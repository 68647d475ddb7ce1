// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/secret_mask.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <iterator>

#include <QList>
#include <QString>

namespace fusebox::probe {

namespace {

constexpr qsizetype shortestSecret = 4;
constexpr qsizetype shortestEncoded = 6; ///< of base64 within base64: less stands in every text

using Forms = std::vector<QByteArray>;

/// "%C3%BC" is "%c3%bc" to some.
QByteArray withSmallDigits(QByteArray encoded)
{
    for (qsizetype at = encoded.indexOf('%'); at >= 0; at = encoded.indexOf('%', at + 1))
        encoded.replace(at, 3, encoded.mid(at, 3).toLower());
    return encoded;
}

/// As a URL's path and query leave it, without anything that means something in one, and as a form sends it.
void addEncodedForUrls(const QByteArray &secret, Forms &forms)
{
    for (const QByteArray &encoded : {secret.toPercentEncoding("!$&'()*+,;=:@/?"),
                                      secret.toPercentEncoding("/"), secret.toPercentEncoding()}) {
        forms.push_back(encoded);
        forms.push_back(withSmallDigits(encoded));
    }
    forms.push_back(secret.toPercentEncoding().replace("%20", "+"));
    for (QByteArray form : Forms(forms)) // within a URL that is the value of another's parameter
        if (form.contains('%'))
            forms.push_back(form.replace('%', "%25"));
}

QByteArray escapeOf(char16_t unit)
{
    return "\\u" + QByteArray::number(unit, 16).rightJustified(4, '0');
}

/// "\\u00e9" is "\\u00E9" to some.
QByteArray withLargeDigits(QByteArray form)
{
    for (qsizetype at = form.indexOf("\\u"); at >= 0 && at + 6 <= form.size();
         at = form.indexOf("\\u", at + 1))
        form.replace(at + 2, 4, form.mid(at + 2, 4).toUpper());
    return form;
}

struct JsonStyle
{
    bool escapesSlash; ///< as PHP does
    bool isAscii;      ///< as Python does
    bool isForHtml;    ///< as Go does
    bool isForScripts; ///< as Gson does, on top of that
    bool isWary;       ///< as .NET does: all of that, quotes and plus signs, too
};

bool isEscaped(char16_t unit, const JsonStyle &style)
{
    const bool isMarkup = unit == u'<' || unit == u'>' || unit == u'&';
    const bool isOfScripts = unit == u'=' || unit == u'\'';
    return unit < 0x20 || (style.isAscii && unit > 0x7e) || (style.isForHtml && isMarkup) ||
           (style.isForScripts && isOfScripts) ||
           (style.isWary && QStringView(u"\"'+&<>`").contains(QChar(unit)));
}

void appendToJson(QByteArray &form, QChar c, const JsonStyle &style)
{
    const char16_t unit = c.unicode();
    if (unit == u'\t')
        form += "\\t";
    else if (isEscaped(unit, style))
        form += escapeOf(unit);
    else if (unit == u'"' || unit == u'\\' || (unit == u'/' && style.escapesSlash))
        form.append('\\').append(static_cast<char>(unit));
    else if (unit < 0x80)
        form += static_cast<char>(unit);
    else
        form += QString(c).toUtf8();
}

QByteArray encodedForJson(const QString &secret, const JsonStyle &style)
{
    QByteArray form;
    form.reserve(secret.size());
    for (qsizetype i = 0; i < secret.size(); ++i) {
        const bool isPair = secret[i].isHighSurrogate() && i + 1 < secret.size() && !style.isAscii;
        if (isPair)
            form += secret.mid(i++, 2).toUtf8();
        else
            appendToJson(form, secret[i], style);
    }
    return form;
}

void addEncodedForJson(const QString &secret, Forms &forms)
{
    using Style = JsonStyle;
    for (const Style &style :
         {Style{false, false, false, false, false}, Style{true, false, false, false, false},
          Style{false, true, false, false, false}, Style{true, true, false, false, false},
          Style{false, false, true, false, false}, Style{false, false, true, true, false},
          Style{false, true, false, false, true}}) {
        forms.push_back(encodedForJson(secret, style));
        forms.push_back(withLargeDigits(forms.back()));
    }
}

/// As Python writes a text down: 'it\'s'.
void addEncodedForPython(const QString &secret, Forms &forms)
{
    QString text = secret;
    text.replace(u'\\', QStringLiteral("\\\\"));
    forms.push_back(text.toUtf8());
    forms.push_back(text.replace(u'\'', QStringLiteral("\\'")).toUtf8());
}

/// All but letters and digits by their numbers, as those do who trust nothing.
QByteArray withNumbers(const QString &secret, int base)
{
    QString text;
    for (const uint c : secret.toUcs4()) {
        if (c < 0x80 && std::isalnum(static_cast<int>(c)) != 0)
            text += QChar(c);
        else
            text += (base == 16 ? QStringLiteral("&#x%1;") : QStringLiteral("&#%1;")).arg(c, 0, base);
    }
    return text.toUtf8();
}

/// As .NET has it: by name what has one, by number what is no ASCII, and quotes and plus signs.
QByteArray withWaryNumbers(const QString &secret)
{
    QString text;
    for (const uint c : secret.toHtmlEscaped().toUcs4()) {
        if (c < 0x80 && c != '\'' && c != '+')
            text += QChar(c);
        else
            text += QStringLiteral("&#x%1;").arg(QString::number(c, 16).toUpper());
    }
    return text.toUtf8();
}

/// By name, by number and by hexadecimal number, as the libraries have it.
void addEncodedForHtml(const QString &secret, Forms &forms)
{
    QString named = secret.toHtmlEscaped();
    forms.push_back(named.toUtf8());
    named.replace(u'\'', QStringLiteral("&#39;"));
    forms.push_back(named.toUtf8());
    forms.push_back(named.replace(QStringLiteral("&quot;"), QStringLiteral("&#34;")).toUtf8());
    forms.push_back(secret.toHtmlEscaped().replace(u'\'', QStringLiteral("&#x27;")).toUtf8());
    forms.push_back(secret.toHtmlEscaped().replace(u'\'', QStringLiteral("&#039;")).toUtf8());
    forms.push_back(withWaryNumbers(secret));
    for (const int base : {10, 16})
        forms.push_back(withNumbers(secret, base));
}

/// What of the base64 of a text is the same whatever stands before and after the secret, which begins with
/// byte `offset` of a group of three.
QByteArray innerBase64(const QByteArray &secret, int offset)
{
    const QByteArray encoded = (QByteArray(offset, '\0') + secret)
                                   .toBase64(QByteArray::Base64Encoding | QByteArray::OmitTrailingEquals);
    const int mixedBefore = offset == 0 ? 0 : offset + 1; // characters that hold bits of another byte
    const bool isMixedAfter = (offset + secret.size()) % 3 != 0;
    return encoded.sliced(mixedBefore).chopped(isMixedAfter ? 1 : 0);
}

void addBase64(const QByteArray &secret, Forms &forms)
{
    Forms encoded{secret.toBase64(), secret.toBase64(QByteArray::OmitTrailingEquals)};
    for (int offset = 0; offset < 3; ++offset)
        if (const QByteArray inner = innerBase64(secret, offset); inner.size() >= shortestEncoded)
            encoded.push_back(inner);
    for (QByteArray &form : encoded) {
        forms.push_back(form);
        forms.push_back(form.replace('+', '-').replace('/', '_'));
    }
}

/// Nobody writes it in another way: most keys are such, and a message that is sent may hold thousands.
bool isPlain(const QByteArray &secret)
{
    return std::ranges::all_of(secret, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || QByteArrayView("-._~").contains(c);
    });
}

Forms formsOf(const QByteArray &secret)
{
    if (secret.size() < shortestSecret)
        return {};
    Forms forms{secret, secret.toHex(), secret.toHex().toUpper()};
    addBase64(secret, forms);
    if (isPlain(secret))
        return forms;
    const QString text = QString::fromUtf8(secret);
    forms.push_back(text.toLatin1());
    addEncodedForUrls(secret, forms);
    addEncodedForJson(text, forms);
    addEncodedForPython(text, forms);
    addEncodedForHtml(text, forms);
    return forms;
}

/// What a peer gave us may be long and is never twice the same: in the forms that servers give it, those that
/// cost next to nothing to make.
Forms fewFormsOf(const QByteArray &secret)
{
    if (secret.size() < shortestSecret)
        return {};
    Forms forms{secret};
    addBase64(secret, forms);
    if (isPlain(secret))
        return forms;
    for (const QByteArray &encoded : {secret.toPercentEncoding("/"), secret.toPercentEncoding()}) {
        forms.push_back(encoded);
        forms.push_back(withSmallDigits(encoded));
    }
    const QString text = QString::fromUtf8(secret);
    forms.push_back(encodedForJson(text, {false, false, false, false, false}));
    forms.push_back(encodedForJson(text, {true, false, false, false, false}));
    forms.push_back(text.toHtmlEscaped().toUtf8());
    return forms;
}

void maskBeginningAtTheEnd(QByteArray &text, QByteArrayView form)
{
    if (text.isEmpty() || form.isEmpty())
        return;
    const char last = text.back();
    qsizetype at = std::min(form.size() - 1, text.size()); // how much of the form there may be
    while (at >= shortestSecret && !(form[at - 1] == last && text.endsWith(form.first(at))))
        --at;
    if (at >= shortestSecret)
        text.replace(text.size() - at, at, "***");
}

/// In the order in which they are sought: the longest first.
void putInOrder(Forms &forms)
{
    std::erase_if(forms, [](const QByteArray &form) { return form.size() < shortestSecret; });
    std::ranges::sort(forms, [](const QByteArray &a, const QByteArray &b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
}

} // namespace

SecretMask::SecretMask(const std::vector<QByteArray> &secrets)
{
    for (const QByteArray &secret : secrets)
        std::ranges::move(formsOf(secret), std::back_inserter(m_forms));
    putInOrder(m_forms);
    m_forms.shrink_to_fit(); // most secrets look alike in most forms, and this is kept for each endpoint
}

SecretMask SecretMask::with(const std::vector<QByteArray> &given) const
{
    SecretMask all(*this);
    for (const QByteArray &secret : given)
        std::ranges::move(fewFormsOf(secret), std::back_inserter(all.m_forms));
    putInOrder(all.m_forms);
    return all;
}

QByteArray SecretMask::masked(QByteArray text) const
{
    for (const QByteArray &form : m_forms)
        if (form.size() <= text.size())
            text.replace(form, "***");
    return text;
}

QByteArray SecretMask::maskedToTheEnd(const QByteArray &text) const
{
    QByteArray result = masked(text);
    for (const QByteArray &form : m_forms)
        maskBeginningAtTheEnd(result, form);
    return result;
}

} // namespace fusebox::probe

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

QByteArray jsonCharacter(QChar c, const JsonStyle &style)
{
    const char16_t unit = c.unicode();
    if (style.isWary && QStringView(u"\"'+&<>`").contains(c))
        return escapeOf(unit);
    switch (unit) {
    case u'"': return "\\\"";
    case u'\\': return "\\\\";
    case u'/': return style.escapesSlash ? "\\/" : "/";
    case u'\t': return "\\t";
    default: break;
    }
    const bool isMarkup = unit == u'<' || unit == u'>' || unit == u'&';
    const bool isOfScripts = unit == u'=' || unit == u'\'';
    const bool isEscaped = unit < 0x20 || (style.isAscii && unit > 0x7e) || (style.isForHtml && isMarkup) ||
                           (style.isForScripts && isOfScripts);
    return isEscaped ? escapeOf(unit) : QString(c).toUtf8();
}

void addEncodedForJson(const QString &secret, Forms &forms)
{
    using Style = JsonStyle;
    for (const Style &style :
         {Style{false, false, false, false, false}, Style{true, false, false, false, false},
          Style{false, true, false, false, false}, Style{true, true, false, false, false},
          Style{false, false, true, false, false}, Style{false, false, true, true, false},
          Style{false, true, false, false, true}}) {
        QByteArray form;
        for (qsizetype i = 0; i < secret.size(); ++i) {
            const bool isPair = secret[i].isHighSurrogate() && i + 1 < secret.size() && !style.isAscii;
            form += isPair ? secret.mid(i, 2).toUtf8() : jsonCharacter(secret[i], style);
            i += isPair ? 1 : 0;
        }
        forms.push_back(form);
        forms.push_back(withLargeDigits(form));
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

void maskBeginningAtTheEnd(QByteArray &text, const QByteArray &form)
{
    qsizetype size = std::min(form.size() - 1, text.size());
    while (size >= shortestSecret && !text.endsWith(QByteArrayView(form).first(size)))
        --size;
    if (size >= shortestSecret)
        text.replace(text.size() - size, size, "***");
}

} // namespace

SecretMask::SecretMask(const std::vector<QByteArray> &secrets)
{
    for (const QByteArray &secret : secrets)
        std::ranges::move(formsOf(secret), std::back_inserter(m_forms));
    std::erase_if(m_forms, [](const QByteArray &form) { return form.size() < shortestSecret; });
    std::ranges::sort(m_forms, [](const QByteArray &a, const QByteArray &b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    m_forms.erase(std::unique(m_forms.begin(), m_forms.end()), m_forms.end());
    m_forms.shrink_to_fit(); // most secrets look alike in most forms, and this is kept for each endpoint
}

SecretMask SecretMask::with(const std::vector<QByteArray> &more) const
{
    SecretMask all(more);
    all.m_forms.insert(all.m_forms.end(), m_forms.begin(), m_forms.end());
    std::ranges::stable_sort(all.m_forms, std::ranges::greater(), &QByteArray::size);
    return all;
}

QByteArray SecretMask::masked(QByteArray text) const
{
    for (const QByteArray &form : m_forms)
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

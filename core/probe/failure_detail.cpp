// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/failure_detail.h"

#include <algorithm>

#include <QString>

namespace fusebox::probe {

namespace {

constexpr qsizetype longest = 200;

/// Values of a few characters are no secrets, and stand in every text.
constexpr qsizetype shortestSecret = 4;

/// As a URL's path and query leave it, and without anything that means something in one.
std::vector<QByteArray> formsOf(const QByteArray &secret)
{
    if (secret.size() < shortestSecret)
        return {};
    return {secret, secret.toPercentEncoding("!$&'()*+,;=:@/?"), secret.toPercentEncoding()};
}

void maskBeginningAtTheEnd(QByteArray &text, const QByteArray &secret)
{
    qsizetype size = std::min(secret.size() - 1, text.size());
    while (size >= shortestSecret && !text.endsWith(secret.first(size)))
        --size;
    if (size >= shortestSecret)
        text.replace(text.size() - size, size, "***");
}

QByteArray maskedToTheEnd(const QByteArray &text, const std::vector<QByteArray> &secrets)
{
    QByteArray result = masked(text, secrets);
    for (const QByteArray &secret : secrets)
        for (const QByteArray &form : formsOf(secret))
            maskBeginningAtTheEnd(result, form);
    return result;
}

QByteArray toUtf8(const QByteArray &text)
{
    return text.isValidUtf8() ? text : QString::fromLatin1(text).toUtf8();
}

/// Never within a character.
QByteArray cut(const QByteArray &text)
{
    const auto isContinuation = [&](qsizetype i) {
        return (static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80U;
    };
    qsizetype size = std::min(text.size(), longest);
    while (size > 0 && size < text.size() && isContinuation(size))
        --size;
    return text.first(size);
}

} // namespace

QByteArray masked(QByteArray text, const std::vector<QByteArray> &secrets)
{
    for (const QByteArray &secret : secrets)
        for (const QByteArray &form : formsOf(secret))
            text.replace(form, "***");
    return text;
}

/// Twice, because a secret that is not ASCII may stand in either form.
std::string failureDetail(QByteArrayView said, const std::vector<QByteArray> &secrets)
{
    return cut(maskedToTheEnd(toUtf8(maskedToTheEnd(said.toByteArray(), secrets)), secrets)).toStdString();
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/contract/failure_detail.h"

#include <algorithm>

#include <QString>

namespace fusebox::probe {

namespace {

constexpr qsizetype longestDetail = 200;

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
    qsizetype size = std::min(text.size(), longestDetail);
    while (size > 0 && size < text.size() && isContinuation(size))
        --size;
    return text.first(size);
}

} // namespace

/// Twice, because a secret that is not ASCII may stand in either form.
std::string failureDetail(QByteArrayView said, const SecretMask &secrets)
{
    const QByteArray masked = secrets.maskedToTheEnd(said.toByteArray());
    return cut(secrets.maskedToTheEnd(toUtf8(masked))).toStdString();
}

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/probe/web_socket/close_frame.h"

#include <QtEndian>

namespace fusebox::probe {

namespace {

constexpr qsizetype codeSize = 2;
constexpr qsizetype maxReason = 123; // bytes: a control frame has 125 (RFC 6455, 5.5)

// RFC 6455, 7.4, and IANA's registry. 1004 to 1006 and 1015 are for use inside a program.
bool mayBeSent(quint16 code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

std::optional<WebSocketFault> faultIn(quint16 code, QByteArrayView reason)
{
    if (!mayBeSent(code))
        return WebSocketFault::BadCloseCode;
    return reason.isValidUtf8() ? std::nullopt : std::optional(WebSocketFault::BadText);
}

} // namespace

CloseFrame readCloseFrame(QByteArrayView payload)
{
    if (payload.isEmpty())
        return {};
    if (payload.size() < codeSize)
        return {.fault = WebSocketFault::BadFrame};
    const auto code = qFromBigEndian<quint16>(payload.data());
    const auto reason = payload.sliced(codeSize).first(std::min(payload.size() - codeSize, maxReason));
    return {code, QString::fromUtf8(reason), faultIn(code, reason)};
}

} // namespace fusebox::probe

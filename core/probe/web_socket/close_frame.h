// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QByteArrayView>
#include <QString>

#include "core/probe/contract/faults/web_socket_fault.h"

namespace fusebox::probe {

/// What a close frame says (RFC 6455, 5.5.1 and 7.4).
struct CloseFrame
{
    static constexpr quint16 noCode = 1005; ///< "no status code was present"

    quint16 code = noCode;                    ///< as it came, valid or not
    QString reason = {};                      ///< at most 123 bytes
    std::optional<WebSocketFault> fault = {}; ///< what it breaks the protocol with
};

[[nodiscard]] CloseFrame readCloseFrame(QByteArrayView payload);

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include "core/probe/web_socket/frame_kind.h"

namespace fusebox::probe {

/// A whole message, or a control frame of at most maxControlPayload, as a client sends it (RFC 6455, 5.2):
/// masked with a key that nobody can foresee (5.3), so that what is sent cannot be made to look like another
/// protocol to what stands between. Thread: any.
[[nodiscard]] QByteArray clientFrame(FrameKind kind, QByteArrayView payload);

/// With `key`, for what has to be the same each time.
[[nodiscard]] QByteArray clientFrame(FrameKind kind, QByteArrayView payload, quint32 key);

/// The payload of a close frame.
[[nodiscard]] QByteArray closePayload(quint16 code);

} // namespace fusebox::probe

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/probe/contract/probe_request.h"

namespace fusebox::probe {

/// Whether it does no harm to send it twice: an idempotent method (RFC 9110, 9.2.2), or an Idempotency-Key.
[[nodiscard]] bool mayBeRepeated(const QByteArray &method, const std::vector<HttpField> &headers);

/// Whether it may be asked again on our own account: bytes sent to a port may do anything.
[[nodiscard]] bool mayBeRepeated(const ProbeRequest &request);

} // namespace fusebox::probe

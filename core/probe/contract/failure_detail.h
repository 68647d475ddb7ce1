// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QByteArrayView>

#include "core/probe/contract/secret_mask.h"

namespace fusebox::probe {

/// Detail of a failure: the peer has ended the stream in due form, before it has said what was waited for.
inline constexpr const char *endOfStream = "end of stream";

/// In the detail of an upgrade that was redirected: what follows is where to.
inline constexpr const char *locationWord = "Location: ";

/// What a peer has said, as the detail of a failure: details are shown and logged, and peers repeat what they
/// were told. Text in UTF-8 stays as it is, any other is taken for Latin-1. It is masked, and so is the
/// beginning of a secret at the very end, where the text may have been cut off. Then it is cut to 200 bytes.
[[nodiscard]] std::string failureDetail(QByteArrayView said, const SecretMask &secrets);

} // namespace fusebox::probe
